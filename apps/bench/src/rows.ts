import type { Row } from './row';
import { command } from './rows/command';
import { footprint } from './rows/footprint';
import { growth } from './rows/growth';
import { importMillionRow, importRow } from './rows/import';
import { lag } from './rows/lag';
import { overload } from './rows/overload';
import { pipeline } from './rows/pipeline';
import { read } from './rows/read';
import { signIn } from './rows/sign-in';
import { soak } from './rows/soak';

/** In the order of the quality goals; `growth` fills the databases of the province, so that it comes last. */
export const rows: readonly Row[] = [
  ...[read, command, pipeline, lag, footprint, soak, overload, signIn],
  ...[importRow, importMillionRow, growth],
];
