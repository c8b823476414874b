import { refusal } from '@open122/http';

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
} as const;
