import { Injectable } from '@nestjs/common';
import { Metrics, remembered } from '@open122/service';

import { Sealer } from './sealer';

/** For how long the audit has waited for its seal, as a metric. */
@Injectable()
export class SealGauge {
  constructor(sealer: Sealer, metrics: Metrics) {
    metrics.gauge(
      {
        name: 'open122_audit_oldest_unsealed_age_seconds',
        help: 'how long the oldest row of the audit has waited for its seal',
      },
      remembered(() => sealer.oldestUnsealedSeconds()),
    );
  }
}
