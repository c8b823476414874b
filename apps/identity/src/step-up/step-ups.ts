import { randomUUID } from 'node:crypto';

import { Inject, Injectable } from '@nestjs/common';
import { inShanghai, maskMobile, type Province } from '@open122/contracts';
import {
  actorOf,
  type CommandRequest,
  Idempotency,
  type PersonPrincipal,
  principalPerson,
} from '@open122/http';
import { Audit, Clock, Database, PROVINCE, type Tx } from '@open122/service';

import { AccountStore } from '../account.store';
import { isOver } from '../ask-owner/consent';
import { ConsentStore } from '../ask-owner/consent.store';
import { mobileOnFile } from '../person';
import { PersonStore } from '../person.store';
import { refuse } from '../refusals';
import { type CodeOrder, IssueCode } from '../send-sms-code/issue-code';
import type { CodePurpose } from '../sms-code';
import { SmsCodeStore } from '../sms-code.store';
import { confirmStepUp, consentText, purposeWords, useOf } from '../step-up';
import { StepUpStore } from '../step-up.store';
import { Tokens } from '../tokens';
import { Vault } from '../vault';

/** Codes are rationed by mobile and purpose: whatever use is asked for, an owner gets no more of them. */
const codePurpose = (purpose: string): CodePurpose =>
  useOf(purpose) === null ? `step-up:${purpose}` : 'step-up:use-vehicle';
/** Not even head and tail of another's number. */
const HIDDEN = '***********';

/** To whom a code goes, what for, and what the asker sees of the mobile. */
type Asked = Pick<CodeOrder, 'mobile' | 'words' | 'text'> & { shown: string };

/** A person confirms one purpose with one body by SMS and gets a token for it (rules §2.1). */
@Injectable()
export class StepUps {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly store: StepUpStore,
    private readonly accounts: AccountStore,
    private readonly consents: ConsentStore,
    private readonly persons: PersonStore,
    private readonly codes: SmsCodeStore,
    private readonly issueCode: IssueCode,
    private readonly tokens: Tokens,
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly audit: Audit,
    @Inject(PROVINCE) private readonly province: Province,
  ) {}

  async request(
    command: CommandRequest,
    { purpose, bodyDigest }: { purpose: string; bodyDigest: string },
  ): Promise<{ stepUpId: string; sentTo: string }> {
    const principal = principalPerson(command.principal);
    const { body } = await this.idempotency.run(command, async (tx) => {
      const { mobile, shown, ...order } = await this.#askedOf(tx, principal, purpose);
      const id = randomUUID();
      const phoneRef = this.vault.phoneRef(mobile);
      const request = { id, account: principal.account, phoneRef, purpose, bodyDigest };
      await this.store.insert(tx, { ...request, requestedAt: this.clock.now(), expiresAt: null });
      await this.issueCode.issue(tx, { mobile, purpose: codePurpose(purpose), ...order, about: id });
      return { status: 201, body: { stepUpId: id, sentTo: shown } };
    });
    return body;
  }

  /** Whose mobile gets the code: one's own, or for the use of a vehicle its owner's, of which nothing is shown. */
  async #askedOf(tx: Tx, asker: PersonPrincipal, purpose: string): Promise<Asked> {
    const use = useOf(purpose);
    if (use !== null) return this.#askedOfOwner(tx, asker, use);
    const words = purposeWords(purpose);
    if (words === null) throw refuse.stepUpPurpose();
    const account = await this.accounts.byId(tx, asker.account);
    const mobile = account === null ? null : this.accounts.mobileOf(account);
    if (mobile === null) throw refuse.noMobile();
    return { mobile, words: words.zh, shown: maskMobile(mobile) };
  }

  /** That his number was read is audited for the owner to see. */
  async #askedOfOwner(tx: Tx, asker: PersonPrincipal, use: string): Promise<Asked> {
    const consent = await this.consents.of(tx, use);
    if (consent?.person !== asker.person || isOver(consent, this.clock.now())) throw refuse.consentUnknown();
    const { owner, plate } = consent;
    const records = (await this.persons.known(tx, [owner])).get(owner)?.records ?? [];
    const mobile = mobileOnFile(records);
    if (mobile === null) throw refuse.ownerWithoutMobile(this.province.windows);
    await this.audit.record(tx, {
      ...{ actor: actorOf(asker), action: 'vehicle-use.ask-owner', subject: owner },
      ...{ purpose: `consent to the use ${use}`, detail: { use } },
    });
    return { mobile, words: '', text: consentText(plate), shown: HIDDEN };
  }

  /** The same right code may be sent again after a lost answer and gives the same token, which can be spent once. */
  async confirm(
    { account, person }: PersonPrincipal,
    id: string,
    code: string,
  ): Promise<{ stepUp: string; expiresAt: string }> {
    const request = await this.database.read((tx) => this.store.of(tx, id, account));
    if (request === null) throw refuse.stepUpUnknown();
    const now = this.clock.now();
    const { phoneRef, purpose, bodyDigest } = request;
    const right = await this.codes.attempt({ phoneRef, purpose: codePurpose(purpose), about: id }, code, now);
    if (right === null) throw refuse.code();
    const expiresAt = await this.database.transaction(async (tx) => {
      const detail = { purpose, stepUp: id };
      await this.audit.record(tx, {
        actor: `person:${account}`,
        action: 'step-up.confirm',
        subject: person,
        detail,
      });
      return this.store.confirm(tx, confirmStepUp(request, now));
    });
    if (expiresAt === null) throw refuse.stepUpUnknown();
    const stepUp = await this.tokens.stepUp({ account, person, purpose, bodyDigest, jti: id, expiresAt });
    return { stepUp, expiresAt: inShanghai(expiresAt) };
  }
}
