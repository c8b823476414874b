/** A number plate: region, letter, four to six signs, at times with a dot between or a region's sign behind. */
const PLATE = /[\u4e00-\u9fff][A-Z][·.\s-]?[A-Z0-9]{4,6}[\u4e00-\u9fff]?/g;
/** Eleven digits and more, however they are parted: mobiles, ID numbers of 15 and 18 digits, cards. */
const NUMBER = /\+?\d(?:[ -]?\d){10,}[Xx]?/g;
const QUOTED = /"[^"]*"|“[^”]*”|'[^']*'/g;
const CHINESE = /[\u3400-\u9fff·]+/g;

/** A text that a person of the staff wrote: his words stay, plates and long numbers do not. */
export const maskNumbers = (text: string): string => text.replace(PLATE, '***').replace(NUMBER, '***');

/** A text that a program wrote, in English: Chinese words and quoted ones are somebody's data. */
export const maskText = (text: string): string =>
  maskNumbers(text.replace(QUOTED, '"***"')).replace(CHINESE, '***');
