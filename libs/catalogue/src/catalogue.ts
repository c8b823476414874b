import type { Business } from './business';
import * as all from './businesses';

/** All that can be applied for, by id. A new business is a file and a line in `businesses/index.ts`. */
export const businesses: readonly Business[] = Object.values<Business>(all).sort((a, b) =>
  a.id < b.id ? -1 : 1,
);

/** A business by its id; undefined when there is none. */
export const businessOf = (id: string): Business | undefined => businesses.find((each) => each.id === id);
