/** Provinces by the two digits that begin their area codes: plate character and platform short code (rules §10). */
export const provinces = {
  '11': { character: '京', code: 'bj' },
  '12': { character: '津', code: 'tj' },
  '13': { character: '冀', code: 'he' },
  '14': { character: '晋', code: 'sx' },
  '15': { character: '蒙', code: 'nm' },
  '21': { character: '辽', code: 'ln' },
  '22': { character: '吉', code: 'jl' },
  '23': { character: '黑', code: 'hl' },
  '31': { character: '沪', code: 'sh' },
  '32': { character: '苏', code: 'js' },
  '33': { character: '浙', code: 'zj' },
  '34': { character: '皖', code: 'ah' },
  '35': { character: '闽', code: 'fj' },
  '36': { character: '赣', code: 'jx' },
  '37': { character: '鲁', code: 'sd' },
  '41': { character: '豫', code: 'ha' },
  '42': { character: '鄂', code: 'hb' },
  '43': { character: '湘', code: 'hn' },
  '44': { character: '粤', code: 'gd' },
  '45': { character: '桂', code: 'gx' },
  '46': { character: '琼', code: 'hi' },
  '50': { character: '渝', code: 'cq' },
  '51': { character: '川', code: 'sc' },
  '52': { character: '贵', code: 'gz' },
  '53': { character: '云', code: 'yn' },
  '54': { character: '藏', code: 'xz' },
  '61': { character: '陕', code: 'sn' },
  '62': { character: '甘', code: 'gs' },
  '63': { character: '青', code: 'qh' },
  '64': { character: '宁', code: 'nx' },
  '65': { character: '新', code: 'xj' },
} as const;

/** 81, 82 and 83 begin residence permits of Hong Kong, Macao and Taiwan residents; 71 is kept for Taiwan. */
const OTHER_AREAS = ['71', '81', '82', '83'];

/** Whether an area code can begin an ID number: known province; retired districts stay valid, so only the province is looked at. */
export const isKnownArea = (area: string): boolean =>
  /^\d{6}$/.test(area) &&
  (Object.hasOwn(provinces, area.slice(0, 2)) || OTHER_AREAS.includes(area.slice(0, 2)));

/** Province characters that may begin a plate or an issuing authority. */
export const provinceCharacters: ReadonlySet<string> = new Set(
  Object.values(provinces).map((each) => each.character),
);
