import { refusal } from '@open122/http';

/** What the vehicle service may answer. */
export const refuse = {
  /** One answer for a vehicle that is not on record and for another's: nobody learns which. */
  notFound: refusal('vehicle.not-found', 404, '没有找到您名下的该机动车。', 'No vehicle of yours was found.'),
} as const;
