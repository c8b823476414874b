import type { Words } from '@open122/contracts';

/** What is wrong with a field or line, in words; the code is stable. */
const texts: Record<string, Words> = {
  'row.too-long': { zh: '行过长', en: 'The line is too long.' },
  'row.encoding': { zh: '不是有效的 UTF-8 或 GB18030 文本', en: 'The line is neither UTF-8 nor GB18030.' },
  'row.nul': { zh: '含有空字符', en: 'The line holds a NUL character.' },
  'row.quotes': { zh: '引号不成对', en: 'The quotes do not match.' },
  'row.field-count': {
    zh: '字段个数与首行不符',
    en: 'The line has another number of fields than the header.',
  },
  'value.missing': { zh: '必填字段为空', en: 'The field must be filled.' },
  'value.integer': { zh: '不是允许范围内的整数', en: 'No whole number in the allowed range.' },
  'value.flag': { zh: '应为 0 或 1', en: 'Must be 0 or 1.' },
  'value.date': { zh: '不是有效日期（YYYY-MM-DD）', en: 'No such day (YYYY-MM-DD).' },
  'value.name': { zh: '姓名应为 1 至 50 个字符', en: 'A name has 1 to 50 characters.' },
  'status.unknown': { zh: '状态字母不认识或重复', en: 'An unknown or repeated status letter.' },
  'licence-class.unknown': { zh: '准驾车型不认识或重复', en: 'An unknown or repeated licence class.' },
  'licence-class.not-yet': { zh: '该日尚无此准驾车型', en: 'The licence class did not exist on that day.' },
  'plate-type.unknown': { zh: '号牌种类不认识', en: 'Unknown plate type.' },
  'vehicle-type.unknown': { zh: '车辆类型不认识', en: 'Unknown vehicle type.' },
  'owner-kind.unknown': { zh: '应为 person 或 organisation', en: 'Must be person or organisation.' },
  'dates.order': { zh: '日期先后颠倒', en: 'The dates are in the wrong order.' },
  'document.type': { zh: '证件种类不认识', en: 'Unknown kind of document.' },
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
};

/** The sentence of a code; the code itself for one that has none. */
export const rejectText = (code: string, language: keyof Words): string => texts[code]?.[language] ?? code;
