import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { type Business, businesses } from '@open122/catalogue';
import type { OwnerService } from '@open122/contracts';

import { CaseFacts } from './case-facts';
import { BUSINESSES, CASE_OWNER, type CaseOwner } from './case-owner';
import { CheckEligibility } from './check-eligibility/check-eligibility';
import { CheckEligibilityController } from './check-eligibility/check-eligibility.controller';
import { Decide } from './decide/decide';
import { DecideController } from './decide/decide.controller';
import { Decisions } from './decide/decisions';
import { ExportPerson } from './export-person/export-person';
import { ExportPersonController } from './export-person/export-person.controller';
import { mirrorHandover } from './mirror-handover/mirror-handover';
import { OwnedBusinesses } from './owned-businesses';
import { Queue } from './queue/queue';
import { QueueController } from './queue/queue.controller';
import { Show } from './show/show';
import { ShowController } from './show/show.controller';
import { TimelineStream } from './show/timeline-stream';
import { Submit } from './submit/submit';
import { SubmitController } from './submit/submit.controller';
import { Transition } from './transition';
import { Undo } from './undo/undo';
import { UndoController } from './undo/undo.controller';

export interface CaseworkOptions {
  /** The service whose records are applied for. */
  service: OwnerService;
  caseOwner: Type<CaseOwner>;
  /** Providers that the case owner asks for. */
  effects: Type<unknown>[];
  /** The catalogue's, unless told. */
  businesses?: readonly Business[];
}

/** The life of applications on an owner's records (design §2). Needs the global modules of service, http and messaging. */
@Module({})
export class CaseworkModule {
  static forOwner({
    service,
    caseOwner,
    effects,
    businesses: offered = businesses,
  }: CaseworkOptions): DynamicModule {
    return {
      module: CaseworkModule,
      controllers: [
        CheckEligibilityController,
        SubmitController,
        UndoController,
        DecideController,
        ShowController,
        QueueController,
        ExportPersonController,
        mirrorHandover(service),
      ],
      providers: [
        ...effects,
        { provide: CASE_OWNER, useClass: caseOwner },
        { provide: BUSINESSES, useValue: offered },
        ...[
          CaseFacts,
          CheckEligibility,
          Decide,
          Decisions,
          ExportPerson,
          OwnedBusinesses,
          Queue,
          Show,
          Submit,
        ],
        ...[TimelineStream, Transition, Undo],
      ],
    };
  }
}
