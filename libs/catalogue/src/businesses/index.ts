export { replaceLostLicence } from './replace-lost-licence';
export { replaceLostVehiclePermit } from './replace-lost-vehicle-permit';
