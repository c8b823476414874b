import {
  addDays,
  creditCodeCheck,
  type Day,
  organisationCodeCheck,
  residentIdCheck,
  vinCheck,
} from '@open122/contracts';

import type { Dice } from './dice';

const FAMILY = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕'];
const GIVEN = [
  ...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国志文斌鑫宇浩然子轩欣怡雨泽思晨',
];

/** Numbers that never meet within 43 million of them: a walk through all of them with a step that divides none of their factors. */
const ROOM = 2 * 21_900 * 999;
const STEP = 7_919_003;

/** The n-th place of a walk that begins somewhere else for each seed. */
export const placeOf = (seed: number, n: number): number =>
  ((((seed % ROOM) * 104_729) % ROOM) + n * (STEP % ROOM)) % ROOM;

/** An invented ID number in the ranges 130102… and 130104… (rules §10), one for each place; holders are 18 to 78 years old. */
export function inventedId(place: number, asOf: Day): { number: string; birth: Day } {
  const area = place % 2 === 0 ? '130102' : '130104';
  const rest = Math.floor(place / 2);
  const birth = addDays(asOf, -(18 * 366 + (rest % 21_900)));
  const order = String(1 + (Math.floor(rest / 21_900) % 999)).padStart(3, '0');
  const first17 = `${area}${birth.replaceAll('-', '')}${order}`;
  return { number: first17 + residentIdCheck(first17), birth };
}

export const inventedName = (dice: Dice): string => {
  const given = dice.of(GIVEN) + (dice.roll() < 0.7 ? dice.of(GIVEN) : '');
  return dice.of(FAMILY) + given;
};

/** Valid by form; one for each place. */
export const inventedMobile = (place: number): string =>
  `1${3 + (place % 7)}${String(900_000_000 + (place % 100_000_000))}`;

/** 12 digits, one for each place. */
export const inventedFileNumber = (place: number): string => `1301${String(place).padStart(8, '0')}`;

/** 17 characters with a right check digit; `nth` tells a person's vehicles apart. */
export function inventedVin(place: number, nth: number): string {
  const raw = `LZW${nth}ADA50${String(place).padStart(8, '0')}`;
  return raw.slice(0, 8) + vinCheck(raw) + raw.slice(9);
}

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const letter = (n: number): string => LETTERS.charAt(n % LETTERS.length);
const SMALL_ENERGY = 'DABCEFGHJK';
/** Where two letters may stand among five serials. */
const PATTERNS = ['LLDDD', 'LDLDD', 'LDDLD', 'LDDDL', 'DLLDD', 'DLDLD', 'DLDDL', 'DDLLD', 'DDLDL', 'DDDLL'];

/** Serials of two letters and three digits; 5.7 million of them. */
function ordinary(index: number): string {
  const digits = String(index % 1_000).padStart(3, '0');
  const letters = Math.floor(index / 1_000);
  const pair = letter(letters) + letter(Math.floor(letters / LETTERS.length));
  let taken = 0;
  return (PATTERNS[Math.floor(letters / LETTERS.length ** 2) % PATTERNS.length] ?? '').replace(
    /[LD]/g,
    (kind, at: number) => {
      if (kind === 'L') return pair.charAt(taken++);
      return digits.charAt(at - taken);
    },
  );
}

const SERIALS = `0123456789${LETTERS}`;
/** Four serials before a suffix; 1.3 million of them. */
const four = (index: number): string =>
  [39_304, 1_156, 34, 1].map((worth) => SERIALS.charAt(Math.floor(index / worth) % 34)).join('');

/** A number of a plate type. Numbers of one type and city meet only after a million. */
export function inventedPlate(city: string, plateType: string, index: number): string {
  const digits = String(index % 10_000).padStart(4, '0');
  const more = Math.floor(index / 10_000);
  const begin = `冀${city}`;
  if (plateType === '52')
    return `${begin}${SMALL_ENERGY.charAt(more % 10)}${letter(Math.floor(more / 10))}${digits}`;
  if (plateType === '51')
    return `${begin}${digits}${more % 10}${SMALL_ENERGY.charAt(Math.floor(more / 10) % 10)}`;
  if (plateType === '15') return `${begin}${four(index)}挂`;
  return begin + ordinary(index);
}

/** A credit code of an invented enterprise. */
export function inventedCreditCode(place: number): string {
  const first8 = `MA${String(place % 1_000_000).padStart(6, '0')}`;
  const first17 = `91130100${first8}${organisationCodeCheck(first8)}`;
  return first17 + creditCodeCheck(first17);
}

/** A day between two distances in days from another one. */
export const dayAround = (dice: Dice, from: Day, least: number, most: number): Day =>
  addDays(from, dice.between(least, most));
