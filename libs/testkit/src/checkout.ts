import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const find = (from: string): string => (existsSync(join(from, 'nx.json')) ? from : find(dirname(from)));

/** A path inside the checkout. */
export const inCheckout = (...path: string[]): string => join(find(__dirname), ...path);
