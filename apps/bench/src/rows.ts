import type { Row } from './row';
import { command } from './rows/command';
import { lag } from './rows/lag';
import { pipeline } from './rows/pipeline';
import { read } from './rows/read';

/** In the order of the quality goals. */
export const rows: readonly Row[] = [read, command, pipeline, lag];
