import { Module } from '@nestjs/common';
import { AuditSealModule } from '@open122/audit';
import { CaseworkModule, CopiedGrants, grants, standings } from '@open122/casework';
import { DirectoryModule, HttpModule } from '@open122/http';
import { MessagingModule } from '@open122/messaging';
import { OperationsModule } from '@open122/operations';
import { RegistryModule } from '@open122/registry';

import { AskConsent } from './ask-consent/ask-consent';
import { AskConsentController } from './ask-consent/ask-consent.controller';
import { BindLicence } from './bind-licence/bind-licence';
import { BindLicenceController } from './bind-licence/bind-licence.controller';
import { ReplaceLicence } from './effects/replace-licence';
import { EndBindings } from './end-bindings/end-bindings';
import { GiveConsent } from './give-consent/give-consent';
import { GiveConsentController } from './give-consent/give-consent.controller';
import { ImportLicences } from './import-records/import-licences';
import { LicenceCases } from './licence-cases';
import { PreEnterLearner } from './pre-enter-learner/pre-enter-learner';
import { PreEnterLearnerController } from './pre-enter-learner/pre-enter-learner.controller';
import { ShowConsentedController } from './show-consented/show-consented.controller';
import { ShowLicences } from './show-licences/show-licences';
import { ShowLicencesController } from './show-licences/show-licences.controller';
import { UnbindLicence } from './unbind-licence/unbind-licence';
import { UnbindLicenceController } from './unbind-licence/unbind-licence.controller';

@Module({
  imports: [
    HttpModule.forRoot({ grants: CopiedGrants }),
    MessagingModule.forRoot({ facts: [standings, grants] }),
    OperationsModule.forService('licence'),
    AuditSealModule.forService('licence'),
    CaseworkModule.forOwner({
      service: 'licence',
      caseOwner: LicenceCases,
      effects: [ReplaceLicence],
    }),
    RegistryModule.forOwner({ kind: 'licences', records: ImportLicences, imports: [DirectoryModule] }),
    DirectoryModule,
  ],
  controllers: [
    AskConsentController,
    BindLicenceController,
    EndBindings,
    GiveConsentController,
    PreEnterLearnerController,
    ShowConsentedController,
    ShowLicencesController,
    UnbindLicenceController,
  ],
  providers: [AskConsent, BindLicence, GiveConsent, PreEnterLearner, ShowLicences, UnbindLicence],
})
export class LicenceModule {}
