import { Injectable } from '@nestjs/common';
import type { Delegation } from '@open122/contracts';
import { type Grant, Grants } from '@open122/http';
import { Database } from '@open122/service';

/** Of several, as after a withdrawal and a new grant, the latest that is not withdrawn. */
const LATEST = `
select standing, valid_from as "validFrom", valid_until as "validUntil" from grant_copy
where account = $1::uuid and delegation = $2
order by standing = 'withdrawn', valid_from desc, grant_id limit 1`;

/** Reads the local copy of the grants. */
@Injectable()
export class CopiedGrants extends Grants {
  constructor(private readonly database: Database) {
    super();
  }

  protected async of(account: string, delegation: Delegation): Promise<Grant | null> {
    return (await this.database.run<Grant>('casework.grant', LATEST, [account, delegation]))[0] ?? null;
  }
}
