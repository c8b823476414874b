import { type Words, wordsOfFormat } from '@open122/contracts';

/** What is wrong with a line, or with a field that is of no format; the code is stable. */
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
  'status.unknown': { zh: '状态字母不认识或重复', en: 'An unknown or repeated status letter.' },
  'licence-class.unknown': { zh: '准驾车型不认识或重复', en: 'An unknown or repeated licence class.' },
  'licence-class.not-yet': { zh: '该日尚无此准驾车型', en: 'The licence class did not exist on that day.' },
  'plate-type.unknown': { zh: '号牌种类不认识', en: 'Unknown plate type.' },
  'vehicle-type.unknown': { zh: '车辆类型不认识', en: 'Unknown vehicle type.' },
  'owner-kind.unknown': { zh: '应为 person 或 organisation', en: 'Must be person or organisation.' },
  'dates.order': { zh: '日期先后颠倒', en: 'The dates are in the wrong order.' },
  'document.type': { zh: '证件种类不认识', en: 'Unknown kind of document.' },
};

/** The sentence of a code. */
export const rejectText = (code: string, language: keyof Words): string =>
  (texts[code] ?? wordsOfFormat(code))[language];
