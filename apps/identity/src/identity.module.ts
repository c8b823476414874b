import { Module, type Provider } from '@nestjs/common';
import { AuditSealModule } from '@open122/audit';
import type { Province } from '@open122/contracts';
import { HttpModule, principalsOf } from '@open122/http';
import { MessagingModule } from '@open122/messaging';
import { OperationsModule } from '@open122/operations';
import { ConfigurationError, Database, PROVINCE, ServiceConfig } from '@open122/service';

import { AccountStore } from './account.store';
import { ActivateAccountController } from './activate-account/activate-account.controller';
import { ActivateAccount } from './activate-account/activate-account';
import { ActivateAgentController } from './activate-agent/activate-agent.controller';
import { ActivateAgent } from './activate-agent/activate-agent';
import { ApplyForGrantController } from './apply-for-grant/apply-for-grant.controller';
import { ApplyForGrant } from './apply-for-grant/apply-for-grant';
import { ChangeAgentsController } from './change-agents/change-agents.controller';
import { ChangeAgents } from './change-agents/change-agents';
import { EnterAgent } from './change-agents/enter-agent';
import { DecideGrantsController } from './decide-grants/decide-grants.controller';
import { DecideGrants } from './decide-grants/decide-grants';
import { GrantStore } from './grant.store';
import { OrganisationStore } from './organisation.store';
import { RegisterOrganisationController } from './register-organisation/register-organisation.controller';
import { RegisterOrganisation } from './register-organisation/register-organisation';
import { ShowOrganisationController } from './show-organisation/show-organisation.controller';
import { ShowOrganisation } from './show-organisation/show-organisation';
import { SignInAgentController } from './sign-in-agent/sign-in-agent.controller';
import { SignInAgent } from './sign-in-agent/sign-in-agent';
import { AddressStore } from './address.store';
import { AskOwner } from './ask-owner/ask-owner';
import { ConsentStore } from './ask-owner/consent.store';
import { AttemptStore } from './attempt.store';
import { AuditReader } from './export-person/audit.store';
import { ExportPersonController } from './export-person/export-person.controller';
import { ExportPerson } from './export-person/export-person';
import { ChangeMobileController } from './change-mobile/change-mobile.controller';
import { ChangeMobile } from './change-mobile/change-mobile';
import { CloseAccountController } from './close-account/close-account.controller';
import { CloseAccount } from './close-account/close-account';
import { EndSessionsController } from './end-sessions/end-sessions.controller';
import { EndSessions } from './end-sessions/end-sessions';
import { FollowApplications } from './follow-applications/follow-applications';
import { OpenApplicationStore } from './follow-applications/open-application.store';
import type { IdentityConfig, IdentityValues } from './identity.config';
import { InternPersonsController } from './intern-persons/intern-persons.controller';
import { InternPersons } from './intern-persons/intern-persons';
import { KeepAddressesController } from './keep-addresses/keep-addresses.controller';
import { KeepAddresses } from './keep-addresses/keep-addresses';
import { Appoint } from './manage-staff/appoint';
import { Keys } from './key-ring/keys';
import { keySettingsOf } from './key-ring/key-settings';
import { ManageStaffController } from './manage-staff/manage-staff.controller';
import { ManageStaff } from './manage-staff/manage-staff';
import { MySessionsController } from './my-sessions/my-sessions.controller';
import { MySessions } from './my-sessions/my-sessions';
import { NameOrganisationsController } from './name-organisations/name-organisations.controller';
import { NoticeStore } from './notify-person/notice.store';
import { NotifyPersonController } from './notify-person/notify-person.controller';
import { NotifyPerson } from './notify-person/notify-person';
import { Passwords } from './passwords';
import { PersonStore } from './person.store';
import { PublishKeysController } from './publish-keys/publish-keys.controller';
import { ReadKeys } from './read-keys/read-keys';
import { ReferDocumentController } from './refer-document/refer-document.controller';
import { RefreshSessionController } from './refresh-session/refresh-session.controller';
import { RefreshSession } from './refresh-session/refresh-session';
import { RegisterAtWindowController } from './register-at-window/register-at-window.controller';
import { RegisterAtWindow } from './register-at-window/register-at-window';
import { RegisterOnlineController } from './register-online/register-online.controller';
import { RegisterOnline } from './register-online/register-online';
import { RegistrationTryStore } from './register-online/registration-try.store';
import { ChangePasswordController } from './change-password/change-password.controller';
import { ChangePassword } from './change-password/change-password';
import { CheckPassword } from './change-password/check-password';
import { PasswordHolders } from './change-password/password-holders';
import { ResetPasswordController } from './reset-password/reset-password.controller';
import { ResetPassword } from './reset-password/reset-password';
import { ResolvePersonsController } from './resolve-persons/resolve-persons.controller';
import { ResolvePersons } from './resolve-persons/resolve-persons';
import { Retention } from './retention';
import { SandboxSmsController } from './sandbox-sms/sandbox-sms.controller';
import { SandboxSmsSender } from './sandbox-sms/sandbox-sms-sender';
import { SandboxSmsStore } from './sandbox-sms/sandbox-sms.store';
import { IssueCode } from './send-sms-code/issue-code';
import { SendSmsCodeController } from './send-sms-code/send-sms-code.controller';
import { SendSmsCode } from './send-sms-code/send-sms-code';
import { SendSms } from './send-sms/send-sms';
import { SmsStore } from './send-sms/sms';
import { SmsSender } from './send-sms/sms-sender';
import { SessionDesk } from './session-answer';
import { SessionStore } from './session.store';
import { ShowCapabilitiesController } from './show-capabilities/show-capabilities.controller';
import { ShowCapabilities } from './show-capabilities/show-capabilities';
import { ShowMeController } from './show-me/show-me.controller';
import { ShowMe } from './show-me/show-me';
import { ShowWindowsController } from './show-windows/show-windows.controller';
import { SignInController } from './sign-in/sign-in.controller';
import { SignIn } from './sign-in/sign-in';
import { SignInStaffController } from './sign-in-staff/sign-in-staff.controller';
import { SignInStaff } from './sign-in-staff/sign-in-staff';
import { SignOutController } from './sign-out/sign-out.controller';
import { SignOut } from './sign-out/sign-out';
import { SmsCodeStore } from './sms-code.store';
import { StaffStore } from './staff.store';
import { StepUpController } from './step-up/step-up.controller';
import { StepUps } from './step-up/step-ups';
import { StepUpStore } from './step-up.store';
import { Tokens } from './tokens';
import { Vault } from './vault';

/** The gateway for people and staff; for the directory each caller with a key of its own (design §7). */
const principals = principalsOf<IdentityValues>(
  ({ PRINCIPAL_KEY, LICENCE_KEY, VEHICLE_KEY, FULFILMENT_KEY }) => ({
    gateway: PRINCIPAL_KEY,
    licence: LICENCE_KEY,
    vehicle: VEHICLE_KEY,
    fulfilment: FULFILMENT_KEY,
  }),
);

const keys: Provider[] = [
  {
    provide: Keys,
    inject: [Database, ServiceConfig],
    useFactory: (database: Database, { values }: IdentityConfig) => new Keys(database, keySettingsOf(values)),
  },
  {
    provide: Vault,
    inject: [ServiceConfig, Keys],
    useFactory: ({ values }: IdentityConfig, ring: Keys) => new Vault(values.REF_KEY, ring),
  },
  {
    provide: Tokens,
    inject: [Keys, PROVINCE],
    useFactory: (ring: Keys, { code }: Province) => new Tokens(ring, `${code}.identity`),
  },
  ReadKeys,
  {
    provide: Passwords,
    inject: [ServiceConfig],
    useFactory: ({ values }: IdentityConfig) => new Passwords(values.PASSWORD_COST),
  },
];
/** The only port that ships is the sandbox's; a real province brings its own and would lose every message in this one. */
function smsSender({ sandbox }: Province, sender: SandboxSmsSender): SmsSender {
  if (!sandbox)
    throw new ConfigurationError('identity', ['IDENTITY_SMS_PORT sandbox is for sandbox provinces']);
  return sender;
}
const stores = [
  AccountStore,
  AddressStore,
  AttemptStore,
  AuditReader,
  ConsentStore,
  GrantStore,
  NoticeStore,
  OpenApplicationStore,
  OrganisationStore,
  PersonStore,
  RegistrationTryStore,
  SandboxSmsStore,
  SessionStore,
  SmsCodeStore,
  SmsStore,
  StaffStore,
  StepUpStore,
];
const desks = [Appoint, EnterAgent, IssueCode, Retention, SendSms, SessionDesk];

@Module({
  imports: [
    HttpModule.forRoot({ principals }),
    MessagingModule.forRoot(),
    OperationsModule.forService('identity'),
    AuditSealModule.forService('identity'),
  ],
  controllers: [
    ActivateAccountController,
    ActivateAgentController,
    ApplyForGrantController,
    AskOwner,
    ChangeAgentsController,
    ChangeMobileController,
    CloseAccountController,
    DecideGrantsController,
    EndSessionsController,
    ExportPersonController,
    FollowApplications,
    InternPersonsController,
    KeepAddressesController,
    ManageStaffController,
    MySessionsController,
    NameOrganisationsController,
    NotifyPersonController,
    PublishKeysController,
    ReferDocumentController,
    RefreshSessionController,
    RegisterAtWindowController,
    RegisterOnlineController,
    RegisterOrganisationController,
    ChangePasswordController,
    ResetPasswordController,
    ResolvePersonsController,
    SandboxSmsController,
    SendSmsCodeController,
    ShowCapabilitiesController,
    ShowMeController,
    ShowOrganisationController,
    ShowWindowsController,
    SignInAgentController,
    SignInController,
    SignInStaffController,
    SignOutController,
    StepUpController,
  ],
  providers: [
    ...keys,
    ...stores,
    ...desks,
    SandboxSmsSender,
    { provide: SmsSender, inject: [PROVINCE, SandboxSmsSender], useFactory: smsSender },
    ActivateAccount,
    ActivateAgent,
    ApplyForGrant,
    ChangeAgents,
    ChangeMobile,
    CloseAccount,
    DecideGrants,
    EndSessions,
    ExportPerson,
    InternPersons,
    KeepAddresses,
    ManageStaff,
    MySessions,
    NotifyPerson,
    RefreshSession,
    RegisterAtWindow,
    RegisterOnline,
    RegisterOrganisation,
    ChangePassword,
    CheckPassword,
    PasswordHolders,
    ResetPassword,
    ResolvePersons,
    SendSmsCode,
    ShowCapabilities,
    ShowMe,
    ShowOrganisation,
    SignIn,
    SignInAgent,
    SignInStaff,
    SignOut,
    StepUps,
  ],
})
export class IdentityModule {}
