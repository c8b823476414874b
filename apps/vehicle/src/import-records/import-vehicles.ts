import { randomUUID } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';

import { Injectable } from '@nestjs/common';
import { VehicleChanged, VehicleUseEnded } from '@open122/contracts';
import { Outbox } from '@open122/messaging';
import {
  type InternedRow,
  vehicleFile,
  type VehicleRow,
  type MergeCounts,
  RecordImport,
} from '@open122/registry';
import { Audit, Clock, type Tx } from '@open122/service';

import { changed } from '../vehicle';
import { useSaid } from '../vehicle-use';
import { vehicleUseStore } from '../vehicle-use.store';
import { vehicleImportStore, type Written } from './vehicle-import.store';
import { mergeVehicles } from './merge-vehicles';

/** Facts after which those who read from the service get a turn. */
const FACTS_PER_TURN = 100;

/** What vehicle adds to the import of vehicles.csv: rows become records and, where they changed something, facts. */
@Injectable()
export class ImportVehicles extends RecordImport<VehicleRow> {
  readonly file = vehicleFile;

  constructor(
    private readonly outbox: Outbox,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {
    super();
  }

  override revisions(tx: Tx, rows: readonly VehicleRow[]): Promise<(number | null)[]> {
    return vehicleImportStore.revisions(
      tx,
      rows.map(({ vin }) => vin),
    );
  }

  async merge(tx: Tx, rows: readonly InternedRow<VehicleRow>[]): Promise<MergeCounts> {
    const vins = rows.map(({ row }) => row.vin);
    const before = await vehicleImportStore.lockedByVins(tx, vins);
    const merged = mergeVehicles(before, rows, randomUUID);
    if (merged.changed.length === 0) return merged.counts;
    const written = await vehicleImportStore.upsert(tx, merged.changed);
    const byVin = new Map(merged.changed.map((vehicle) => [vehicle.vin, vehicle]));
    const facts = written.map(({ vehicleId, vin, version }) => ({
      data: changed({ ...byVin.get(vin)!, vehicleId }),
      version,
    }));
    for (let from = 0; from < facts.length; from += FACTS_PER_TURN) {
      await this.outbox.addAll(tx, VehicleChanged, facts.slice(from, from + FACTS_PER_TURN));
      await breathe();
    }
    // a new record, of version 1, is bound by nobody
    const known = written.filter(({ version }) => version > 1);
    if (known.length > 0) {
      await this.endBindings(tx, known);
      await this.endUses(tx, known);
    }
    return merged.counts;
  }

  private async endBindings(tx: Tx, records: readonly Written[]): Promise<void> {
    const ids = records.map(({ vehicleId }) => vehicleId);
    for (const { vehicleId, person } of await vehicleImportStore.endBindings(tx, ids)) {
      await this.audit.record(tx, {
        actor: 'service:vehicle',
        action: 'vehicle.binding-ended',
        subject: vehicleId,
        detail: { person },
      });
    }
  }

  /** A change of owner ends all bindings of the vehicle, those of others too (rules §1.1). */
  private async endUses(tx: Tx, records: readonly Written[]): Promise<void> {
    const at = this.clock.now();
    const ended = await vehicleUseStore.endChanged(
      tx,
      records.map(({ vehicleId }) => vehicleId),
      at,
    );
    for (const use of ended) {
      const { useId, vehicleId, plate, beganAt, version } = use;
      await this.audit.record(tx, {
        ...{ actor: 'service:vehicle', action: 'vehicle-use.end', subject: vehicleId },
        detail: { use: useId, by: 'registry' },
      });
      if (beganAt === null) continue;
      const said = { ...useSaid(use, plate, at), by: 'registry' as const };
      await this.outbox.add(tx, VehicleUseEnded, said, { version });
    }
  }
}
