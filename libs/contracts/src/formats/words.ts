import type { Words } from '../province';

/** What is wrong with a value of a format, in words; the code is stable. */
export const formatWords = {
  'name.length': { zh: '姓名应为 1 至 50 个字符', en: 'A name has 1 to 50 characters.' },
  'name.characters': {
    zh: '姓名含有证件上不会出现的字符，间隔号请写作“·”',
    en: 'The name holds characters that no document prints; the dot between its parts is “·”.',
  },
  'document.other-kind': { zh: '证件号码与种类不符', en: 'The number belongs to another kind of document.' },
  'document.shape': { zh: '证件号码格式不符', en: 'The document number has the wrong form.' },
  'resident-id.shape': { zh: '身份证号码位数或字符不符', en: 'The ID number has the wrong form.' },
  'resident-id.area': { zh: '身份证号码地区码不存在', en: 'The ID number begins with no known area.' },
  'resident-id.birth-date': {
    zh: '身份证号码出生日期不存在',
    en: 'The ID number holds no possible birth date.',
  },
  'resident-id.check-digit': { zh: '身份证号码校验位不符', en: 'The check digit of the ID number is wrong.' },
  'credit-code.shape': { zh: '统一社会信用代码格式不符', en: 'The credit code has the wrong form.' },
  'credit-code.check-digit': {
    zh: '统一社会信用代码校验位不符',
    en: 'The check digit of the credit code is wrong.',
  },
  'credit-code.organisation-code': {
    zh: '统一社会信用代码中的组织机构代码不符',
    en: 'The organisation code inside the credit code is wrong.',
  },
  'organisation-code.shape': { zh: '组织机构代码格式不符', en: 'The organisation code has the wrong form.' },
  'organisation-code.check-digit': {
    zh: '组织机构代码校验位不符',
    en: 'The check digit of the organisation code is wrong.',
  },
  'mobile.shape': { zh: '手机号码格式不符', en: 'The mobile has the wrong form.' },
  'vin.shape': { zh: '车辆识别代号格式不符', en: 'The VIN has the wrong form.' },
  'plate.province': { zh: '号牌省份简称不存在', en: 'The plate begins with no province.' },
  'plate.city': { zh: '号牌发牌机关代号不符', en: 'The letter of the plate is wrong.' },
  'plate.serials': { zh: '号牌序号不符', en: 'The serials of the plate are wrong.' },
  'plate.type': { zh: '号牌与号牌种类不符', en: 'The plate does not fit its type.' },
  'file-number.shape': { zh: '档案编号应为 12 位数字', en: 'A file number has 12 digits.' },
  'issuing-authority.shape': { zh: '发证机关格式不符', en: 'The issuing authority has the wrong form.' },
  'issuing-authority.area': { zh: '发证机关地区码不存在', en: 'The issuing authority has no known area.' },
  'agency-code.shape': { zh: '机构代码应为 12 位数字', en: 'An agency code has 12 digits.' },
  'agency-code.area': { zh: '机构代码地区码不存在', en: 'The agency code begins with no known area.' },
} as const satisfies Record<string, Words>;

const all: Readonly<Record<string, Words>> = formatWords;

/** What a parser's code says. */
export const wordsOfFormat = (code: string): Words =>
  all[code] ?? { zh: '格式不正确', en: 'The format is wrong.' };
