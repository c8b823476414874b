import type { Reason } from '@open122/catalogue';
import { Refusal, refusal } from '@open122/http';

/** What the vehicle service may answer. */
export const refuse = {
  /** One answer for a vehicle that is not on record and for another's: nobody learns which. */
  notFound: refusal('vehicle.not-found', 404, '没有找到您名下的该机动车。', 'No vehicle of yours was found.'),
  newVehicleRegistered: refusal(
    'new-vehicle.registered',
    409,
    '该车辆已登记上牌。',
    'The vehicle is registered already.',
  ),
  newVehicleSold: refusal(
    'new-vehicle.sold',
    409,
    '该车辆的销售信息已由其他单位登记或已登记给其他购买人。',
    'The vehicle was recorded as sold by another dealer, or to another buyer.',
  ),
  /** One answer for a plate that nobody has and for the end of another VIN. */
  notEvident: refusal(
    'vehicle-use.not-evident',
    422,
    '号牌号码、号牌种类与车辆识别代号后六位不一致。',
    'Plate, type and the end of the VIN do not belong to one vehicle.',
  ),
  triedTooOften: refusal(
    'vehicle-use.too-many-tries',
    429,
    '今日申请绑定的次数已达上限。',
    'No more attempts today to name a vehicle that is not yours.',
  ),
  useNotFound: refusal('vehicle-use.not-found', 404, '没有该绑定。', 'There is no such use of yours.'),
  consentOver: refusal(
    'vehicle-use.consent-over',
    409,
    '车主未在规定时间内同意，请重新申请。',
    'The time for the owner’s consent is over; ask again.',
  ),
} as const;

/** The law says no: every reason at once; with a single one the code is that reason's. */
export function useRefused(reasons: readonly Reason[]): Refusal {
  const [only, ...more] = reasons;
  const one = only !== undefined && more.length === 0;
  const words = {
    zh: '目前不能绑定，原因见列表。',
    en: 'This is not possible now; see the reasons for why.',
  };
  return new Refusal(one ? only.code : 'vehicle-use.rules-unmet', 422, one ? only.text : words, { reasons });
}
