import { DOTS, narrowLetters, type Parsed, withoutInvisible, wrong } from './parsed';

export type Name = string & { readonly __name: unique symbol };

/** Characters, not UTF-16 units (rules §9a). */
const MOST = 50;
/** No name is written with them: control and formatting characters, halves of a pair, line ends, pictures, the replacement character. */
const NEVER = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{So}]/u;
/** Rare characters of names stand in the private area, or in a block that is younger than the runtime. */
const LETTER = /[\p{L}\p{Nl}\p{Co}\p{Cn}]/u;
/** Two characters of a name are set wide (`张　三`); between words of other scripts a space belongs. */
const BETWEEN_HAN = /(?<=\p{Script=Han}) (?=\p{Script=Han})/gu;

/** What is typed where the keyboard has no dot of that kind. */
const POINT = /(?<=\p{Script=Han})[.．](?=\p{Script=Han})/gu;

/**
 * A name as printed on a document, of a person or an organisation, in one spelling: the dot of a minority's name is `·` (U+00B7), digits
 * and letters are narrow, characters composed, no spaces around or between Han characters. `name.length` or `name.characters` when it is
 * none (rules §9a, §10).
 */
export function parseName(input: string): Parsed<Name> {
  const name = narrowLetters(withoutInvisible(input))
    .normalize('NFC')
    .replace(DOTS, '·')
    .replace(POINT, '·')
    .replace(/\p{Zs}+/gu, ' ')
    .replace(/ ?· ?/g, '·')
    .replace(BETWEEN_HAN, '')
    .trim();
  if (name === '' || [...name].length > MOST) return wrong('name.length');
  return NEVER.test(name) || !LETTER.test(name) || /^·|··|·$/.test(name)
    ? wrong('name.characters')
    : { ok: true, value: name as Name };
}
