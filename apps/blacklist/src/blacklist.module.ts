import { Module } from '@nestjs/common';
import { AuditSealModule } from '@open122/audit';
import { HttpModule } from '@open122/http';
import { MessagingModule } from '@open122/messaging';
import { OperationsModule } from '@open122/operations';

import { AppealListing } from './appeal-listing/appeal-listing';
import { AppealListingController } from './appeal-listing/appeal-listing.controller';
import { DecideLiftings } from './decide-liftings/decide-liftings';
import { DecideLiftingsController } from './decide-liftings/decide-liftings.controller';
import { ExportStanding } from './export-standing/export-standing';
import { ExportStandingController } from './export-standing/export-standing.controller';
import { LapseLifting } from './lapse-lifting/lapse-lifting';
import { LiftingStore } from './lifting.store';
import { ListPerson } from './list-person/list-person';
import { ShowStanding } from './show-standing/show-standing';
import { ShowStandingController } from './show-standing/show-standing.controller';
import { StandingStore } from './standing.store';

@Module({
  imports: [
    HttpModule.forRoot(),
    MessagingModule.forRoot(),
    OperationsModule.forService('blacklist'),
    AuditSealModule.forService('blacklist'),
  ],
  controllers: [
    ListPerson,
    ShowStandingController,
    AppealListingController,
    DecideLiftingsController,
    ExportStandingController,
  ],
  providers: [
    StandingStore,
    LiftingStore,
    ShowStanding,
    AppealListing,
    DecideLiftings,
    LapseLifting,
    ExportStanding,
  ],
})
export class BlacklistModule {}
