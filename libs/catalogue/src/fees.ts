import type { Day, Parameters } from '@open122/contracts';

import { dated } from './dated';

/** What a business costs in fen on a day, without postage (rules §2, province parameters). */
export type Fee = (parameters: Parameters, on: Day) => number;

export const licenceFee: Fee = (parameters) => parameters.licenceFeeFen;
export const vehiclePermitFee: Fee = (parameters, on) => dated(parameters.vehiclePermitFeeFen).asOf(on);
