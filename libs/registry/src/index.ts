export { type DemoPerson, type DemoRegistry, demoRegistry } from './demo/demo-registry';
export { DEMO_ENCODINGS, type DemoEncoding } from './demo/encode';
export { type DemoFile, type DemoLine, demoLines, type DemoOptions } from './demo/demo-lines';
export type { FileDefinition } from './files/file-definition';
export { licenceFile, type LicenceRow } from './files/licences';
export { vehicleFile, type VehicleOwner, type VehicleRow } from './files/vehicles';
export { type InternedRow, type MergeCounts, RecordImport } from './import/record-import';
export { RegistryModule } from './registry.module';
export { registryTables } from './tables';
