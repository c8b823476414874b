import { Injectable } from '@nestjs/common';
import { AgentChanged } from '@open122/contracts';
import { refuseRequest } from '@open122/http';
import { factCopy } from '@open122/messaging';
import { Database } from '@open122/service';

/** Who acts for organisations no more, as identity says. */
export const agents = factCopy({
  name: 'agent',
  event: AgentChanged,
  table: 'agent_copy',
  key: 'agent_id',
  columns: { agent_id: ({ agentId }) => agentId, ended: ({ ended }) => ended },
});

const ENDED = `select ended from agent_copy where agent_id = $1::uuid and ended`;

/** An agent whose mandate was taken back is refused at once, whatever his access token still says (rules §1). */
@Injectable()
export class Agents {
  constructor(private readonly database: Database) {}

  /** Refuses `principal.mandate-over`. */
  async require(agent: string): Promise<void> {
    const ended = await this.database.run('gateway.agent-ended', ENDED, [agent]);
    if (ended.length > 0) throw refuseRequest.mandateOver();
  }
}
