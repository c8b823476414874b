import { Module } from '@nestjs/common';
import { AuditSealModule } from '@open122/audit';
import { HttpModule } from '@open122/http';
import { MessagingModule } from '@open122/messaging';
import { OperationsModule } from '@open122/operations';

import { Appeal } from './appeal/appeal';
import { AppealController } from './appeal/appeal.controller';
import { DecideReviews } from './decide-reviews/decide-reviews';
import { DecideReviewsController } from './decide-reviews/decide-reviews.controller';
import { ExportStanding } from './export-standing/export-standing';
import { ExportStandingController } from './export-standing/export-standing.controller';
import { ListPerson } from './list-person/list-person';
import { ReviewStore } from './review.store';
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
    AppealController,
    DecideReviewsController,
    ExportStandingController,
  ],
  providers: [StandingStore, ReviewStore, ShowStanding, Appeal, DecideReviews, ExportStanding],
})
export class BlacklistModule {}
