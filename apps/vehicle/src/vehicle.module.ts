import { Module } from '@nestjs/common';
import { AuditSealModule } from '@open122/audit';
import { CaseworkModule, CopiedGrants, grants, standings } from '@open122/casework';
import { DirectoryModule, HttpModule } from '@open122/http';
import { MessagingModule } from '@open122/messaging';
import { OperationsModule } from '@open122/operations';
import { RegistryModule } from '@open122/registry';

import { AskUse } from './ask-use/ask-use';
import { AskUseController } from './ask-use/ask-use.controller';
import { BindVehicle } from './bind-vehicle/bind-vehicle';
import { BindVehicleController } from './bind-vehicle/bind-vehicle.controller';
import { ConfirmUse } from './confirm-use/confirm-use';
import { ConfirmUseController } from './confirm-use/confirm-use.controller';
import { ReplaceVehiclePermit } from './effects/replace-vehicle-permit';
import { EndBindings } from './end-bindings/end-bindings';
import { EndUse } from './end-use/end-use';
import { EndUseController } from './end-use/end-use.controller';
import { accounts } from './facts/accounts';
import { ImportVehicles } from './import-records/import-vehicles';
import { RecordNewVehicle } from './record-new-vehicle/record-new-vehicle';
import { RecordNewVehicleController } from './record-new-vehicle/record-new-vehicle.controller';
import { VehicleCases } from './vehicle-cases';
import { ShowUses } from './show-uses/show-uses';
import { ShowUsesController } from './show-uses/show-uses.controller';
import { ShowVehicles } from './show-vehicles/show-vehicles';
import { ShowVehiclesController } from './show-vehicles/show-vehicles.controller';
import { UnbindVehicle } from './unbind-vehicle/unbind-vehicle';
import { UnbindVehicleController } from './unbind-vehicle/unbind-vehicle.controller';

@Module({
  imports: [
    HttpModule.forRoot({ grants: CopiedGrants }),
    MessagingModule.forRoot({ facts: [standings, grants, accounts] }),
    OperationsModule.forService('vehicle'),
    AuditSealModule.forService('vehicle'),
    CaseworkModule.forOwner({
      service: 'vehicle',
      caseOwner: VehicleCases,
      effects: [ReplaceVehiclePermit],
    }),
    RegistryModule.forOwner({ kind: 'vehicles', records: ImportVehicles, imports: [DirectoryModule] }),
    DirectoryModule,
  ],
  controllers: [
    AskUseController,
    BindVehicleController,
    ConfirmUseController,
    EndBindings,
    EndUseController,
    RecordNewVehicleController,
    ShowUsesController,
    ShowVehiclesController,
    UnbindVehicleController,
  ],
  providers: [
    AskUse,
    BindVehicle,
    ConfirmUse,
    EndUse,
    RecordNewVehicle,
    ShowUses,
    ShowVehicles,
    UnbindVehicle,
  ],
})
export class VehicleModule {}
