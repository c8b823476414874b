import { Injectable } from '@nestjs/common';

import { ServiceConfig } from '../config/config';
import { Metrics } from '../health/metrics';
import { Database } from './database';

const POOL = 'db_client_connection_pool_name';
const STATE = 'db_client_connection_state';

/** How much of its connections to the database a service uses. */
@Injectable()
export class PoolGauges {
  constructor({ service }: ServiceConfig, database: Database, metrics: Metrics) {
    const of = { [POOL]: service };
    metrics.gauge(
      {
        name: 'db_client_connection_count',
        help: 'connections of the pool that are idle, or used',
        labelNames: [POOL, STATE],
      },
      () => {
        const { idle, used } = database.connections;
        return [
          [idle, { ...of, [STATE]: 'idle' }],
          [used, { ...of, [STATE]: 'used' }],
        ];
      },
    );
    metrics.gauge(
      { name: 'db_client_connection_max', help: 'connections that the pool may have', labelNames: [POOL] },
      () => [[database.connections.most, of]],
    );
    metrics.gauge(
      {
        name: 'db_client_connection_pending_requests',
        help: 'work that waits for a connection of the pool',
        labelNames: [POOL],
      },
      () => [[database.connections.waiting, of]],
    );
  }
}
