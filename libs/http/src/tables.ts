import { idempotencyTable } from './idempotency/idempotency';
import { stepUpTable } from './step-up/use-step-up';

/** The tables of this library; a service's first migration executes them. */
export const httpTables: string = idempotencyTable + stepUpTable;
