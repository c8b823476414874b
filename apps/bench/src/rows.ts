import type { Row } from './row';
import { command } from './rows/command';
import { footprint } from './rows/footprint';
import { importMillionRow, importRow } from './rows/import';
import { lag } from './rows/lag';
import { overload } from './rows/overload';
import { pipeline } from './rows/pipeline';
import { read } from './rows/read';

/** In the order of the quality goals. */
export const rows: readonly Row[] = [
  read,
  command,
  pipeline,
  lag,
  footprint,
  overload,
  importRow,
  importMillionRow,
];
