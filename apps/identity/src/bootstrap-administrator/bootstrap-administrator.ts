import { Injectable } from '@nestjs/common';
import { Audit, Clock, Database } from '@open122/service';

import { Appoint, type Credentials, drawCredentials } from '../manage-staff/appoint';
import { OPERATOR } from '../operator-program';
import { Passwords } from '../passwords';
import { StaffStore } from '../staff.store';

/** Two bootstraps at once: the second waits, and then sees an administrator. */
const LOCK = `select pg_advisory_xact_lock(122000003)`;

export interface FirstAdministrator extends Credentials {
  username: string;
}

/** Makes the first administrator of a platform that has none; all others are appointed by him. */
@Injectable()
export class BootstrapAdministrator {
  constructor(
    private readonly database: Database,
    private readonly store: StaffStore,
    private readonly appointing: Appoint,
    private readonly passwords: Passwords,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /**
   * `announce` gets the credentials before they count, so that they cannot be lost; null when there is an administrator. A password
   * that is not his own (`ownPassword`) is drawn, and to be replaced at the first sign-in.
   */
  async bootstrap(
    username: string,
    announce: (credentials: FirstAdministrator) => Promise<void>,
    ownPassword: string | null = null,
  ): Promise<FirstAdministrator | null> {
    if (ownPassword !== null) this.passwords.accept(ownPassword);
    const drawn = drawCredentials();
    const credentials = { username, ...drawn, password: ownPassword ?? drawn.password };
    const passwordHash = await this.passwords.hash(credentials.password);
    return this.database.transaction(async (tx) => {
      await tx.run('bootstrap.lock', LOCK);
      if (await this.store.anyAdministrator(tx)) return null;
      await announce(credentials);
      const post = { role: 'administrator' as const, window: null, owner: null, person: null };
      const { totpSecret } = credentials;
      const entries = { ...post, username, name: username };
      const staff = await this.appointing.appoint(
        tx,
        entries,
        { totpSecret, passwordHash, passwordDue: ownPassword === null },
        this.clock.now(),
      );
      await this.audit.record(tx, {
        actor: OPERATOR,
        action: 'staff.bootstrap',
        subject: staff.id,
      });
      return credentials;
    });
  }

  /** Whether such an administrator is there: tells credentials that count from those of a bootstrap that broke off. */
  async isAdministrator(username: string): Promise<boolean> {
    const staff = await this.database.read((tx) => this.store.byUsername(tx, username));
    return staff?.role === 'administrator';
  }
}
