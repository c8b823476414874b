import { Module } from '@nestjs/common';
import { HttpModule } from '@open122/http';
import { MessagingModule } from '@open122/messaging';

import { ExportStanding } from './export-standing/export-standing';
import { ExportStandingController } from './export-standing/export-standing.controller';
import { ListPerson } from './list-person/list-person';
import { ShowStanding } from './show-standing/show-standing';
import { ShowStandingController } from './show-standing/show-standing.controller';
import { StandingStore } from './standing.store';

@Module({
  imports: [HttpModule.forRoot(), MessagingModule.forRoot()],
  controllers: [ListPerson, ShowStandingController, ExportStandingController],
  providers: [StandingStore, ShowStanding, ExportStanding],
})
export class BlacklistModule {}
