import { Injectable } from '@nestjs/common';
import type { Tx } from '@open122/service';

import type { StepUpRequest } from './step-up';
import { StepUpSchema } from './step-up.schema';

const CONFIRM = `
update step_up set expires_at = coalesce(expires_at, $2) where id = $1 returning expires_at as "expiresAt"`;

@Injectable()
export class StepUpStore {
  async insert(tx: Tx, request: StepUpRequest): Promise<void> {
    await tx.manager.insert(StepUpSchema, request);
  }

  async of(tx: Tx, id: string, account: string): Promise<StepUpRequest | null> {
    return tx.manager.findOneBy(StepUpSchema, { id, account });
  }

  /** Fixes the end unless an earlier confirmation did; answers the end that counts. */
  async confirm(tx: Tx, { id, expiresAt }: StepUpRequest): Promise<StepUpRequest['expiresAt']> {
    const [row] = await tx.run<Pick<StepUpRequest, 'expiresAt'>>('step-up.confirm', CONFIRM, [id, expiresAt]);
    return row?.expiresAt ?? null;
  }
}
