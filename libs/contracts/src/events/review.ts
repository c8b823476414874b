import { Type } from '@sinclair/typebox';

import { closed, event, InstantSchema } from '../event';
import { PersonRefSchema } from '../ids';

const review = {
  person: PersonRefSchema,
  /** By which the listing is known. */
  listedFrom: InstantSchema,
  at: InstantSchema,
};

/** Two operators have lifted a person's listing (rules §4). */
export const ListingLifted = event('ListingLifted', Type.Object(review, closed), 'person');

/** A person's appeal against his listing was rejected. */
export const AppealRejected = event('AppealRejected', Type.Object(review, closed), 'person');
