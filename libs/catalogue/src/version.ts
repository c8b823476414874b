/**
 * The state of the law that a decision was made by, kept with every decision (design §4). Raised with every change of a
 * business, a rule or a number; a test holds it to the catalogue's content.
 */
export const CATALOGUE_VERSION = '2026.2';
