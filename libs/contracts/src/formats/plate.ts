import type { PlateType } from '../dictionaries';
import { DOTS, type Parsed, tidy, wrong } from './parsed';
import { provinceCharacters } from './provinces';

export type Plate = string & { readonly __plate: unique symbol };

/** Five serials of digits and letters without I and O, at most two letters (rules §6). */
const isOrdinary = (serials: string): boolean =>
  /^[0-9A-HJ-NP-Z]{5}$/.test(serials) && serials.replace(/\d/g, '').length <= 2;
/** Small: energy letter, letter or digit, four digits. Large: five digits, energy letter. */
const SMALL_ENERGY = /^[A-HJK][0-9A-HJ-NP-Z]\d{4}$/;
const LARGE_ENERGY = /^\d{5}[A-HJK]$/;

const SUFFIX: Partial<Record<PlateType, string>> = { '15': '挂', '16': '学', '23': '警' };
/** Plates for crossing the border end in a place instead of the fifth serial. */
const BORDER = /^[0-9A-HJ-NP-Z]{4}[港澳]$/;

const fitsType = (serials: string, type: PlateType): boolean => {
  if (type === '52') return SMALL_ENERGY.test(serials);
  if (type === '51') return LARGE_ENERGY.test(serials);
  const suffix = SUFFIX[type];
  if (suffix !== undefined)
    return serials.endsWith(suffix) && /^[0-9A-HJ-NP-Z]{4}$/.test(serials.slice(0, -1));
  return isOrdinary(serials) || BORDER.test(serials);
};

const fitsAny = (serials: string): boolean =>
  isOrdinary(serials) ||
  SMALL_ENERGY.test(serials) ||
  LARGE_ENERGY.test(serials) ||
  BORDER.test(serials) ||
  /^[0-9A-HJ-NP-Z]{4}[挂学警]$/.test(serials);

/**
 * A plate number: province character, city letter (no I, O), serials (rules §6, §10). Full-width characters, `·`, spaces,
 * hyphens and lower case are normalised. With its plate type the grammar of that type is asked for.
 */
export function parsePlate(input: string, type?: PlateType): Parsed<Plate> {
  const plate = tidy(input).replace(DOTS, '').replaceAll('-', '');
  const province = plate.charAt(0);
  const city = plate.charAt(1);
  if (!provinceCharacters.has(province)) return wrong('plate.province');
  if (!/^[A-HJ-NP-Z]$/.test(city)) return wrong('plate.city');
  const serials = plate.slice(2);
  if (!fitsAny(serials)) return wrong('plate.serials');
  if (type !== undefined && !fitsType(serials, type)) return wrong('plate.type');
  return { ok: true, value: plate as Plate };
}
