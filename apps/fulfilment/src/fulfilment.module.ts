import { Module } from '@nestjs/common';
import { AuditSealModule } from '@open122/audit';
import { DirectoryModule, HttpModule } from '@open122/http';
import { MessagingModule } from '@open122/messaging';
import { OperationsModule } from '@open122/operations';

import { CheckReturns } from './check-returns/check-returns';
import { CheckReturnsController } from './check-returns/check-returns.controller';
import { CollectDocument } from './collect-document/collect-document';
import { CollectDocumentController } from './collect-document/collect-document.controller';
import { Couriers } from './couriers/couriers';
import { ExportHandovers } from './export-handovers/export-handovers';
import { ExportHandoversController } from './export-handovers/export-handovers.controller';
import { FetchVisits } from './fetch-visits/fetch-visits';
import { HandToCourier } from './hand-to-courier/hand-to-courier';
import { HandoverStore } from './handover.store';
import { KeepUndelivered } from './keep-undelivered/keep-undelivered';
import { LapsePickup } from './lapse-pickup/lapse-pickup';
import { OpenHandover } from './open-handover/open-handover';
import { ProduceDocument } from './produce-document/produce-document';
import { ProduceDocumentController } from './produce-document/produce-document.controller';
import { ReconcileCash } from './reconcile-cash/reconcile-cash';
import { ReconcileCashController } from './reconcile-cash/reconcile-cash.controller';
import { RecordVisit } from './record-visit/record-visit';
import { RecordVisitController } from './record-visit/record-visit.controller';
import { RemindPickup } from './remind-pickup/remind-pickup';
import { ReportVisit } from './sandbox-courier/report-visit';
import { SandboxCourier } from './sandbox-courier/sandbox-courier';
import { SandboxParcelStore } from './sandbox-courier/sandbox-parcel.store';
import { ShowHandovers } from './show-handovers/show-handovers';
import { ShowHandoversController } from './show-handovers/show-handovers.controller';

@Module({
  imports: [
    HttpModule.forRoot(),
    MessagingModule.forRoot(),
    DirectoryModule,
    OperationsModule.forService('fulfilment'),
    AuditSealModule.forService('fulfilment'),
  ],
  controllers: [
    OpenHandover,
    ProduceDocumentController,
    RecordVisitController,
    CollectDocumentController,
    CheckReturnsController,
    ShowHandoversController,
    ReconcileCashController,
    ExportHandoversController,
  ],
  providers: [
    HandoverStore,
    Couriers,
    ...[SandboxCourier, SandboxParcelStore, ReportVisit],
    ...[ProduceDocument, HandToCourier, RecordVisit, FetchVisits],
    ...[CollectDocument, CheckReturns, RemindPickup, LapsePickup, KeepUndelivered],
    ...[ShowHandovers, ReconcileCash, ExportHandovers],
  ],
})
export class FulfilmentModule {}
