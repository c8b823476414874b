import { type Particulars, sourceKind } from '../person';

/**
 * Records that an online registration may rest on: of a licence, of a vehicle, a driving school's pre-entry of a learner, a
 * dealer's of a new vehicle (rules §1). What we were told ourselves is none.
 */
const ON_FILE = ['licence', 'vehicle', 'learner', 'new-vehicle'];

/**
 * The phone rule (rules §1): the mobile is on file with a vehicle or a licence of this very document, under this name, that is
 * still on the register. Whether
 * there is no record, another number or another name is one and the same answer.
 */
export const isOnFile = (
  records: readonly (Particulars & { source: string; deleted: boolean })[],
  { name, mobile }: { name: string; mobile: string },
): boolean =>
  records.some(
    (record) =>
      !record.deleted &&
      ON_FILE.includes(sourceKind(record.source)) &&
      record.mobile === mobile &&
      spelling(record.name) === spelling(name),
  );

/** Names come full-width, with spaces, and with any of a dozen middle dots between their parts. */
const spelling = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/[\s.·•‧∙⋅・᛫]/gu, '')
    .toUpperCase();
