import {
  DatabaseName,
  databaseNameSchema,
  validateDatabaseName,
} from './DatabaseName';
import { DatabasePlan, validateDatabasePlan } from './DatabasePlan';
import {
  DatabasePlacement,
  validateDatabasePlacement,
} from './DatabasePlacement';
import { DatabaseRegion, validateDatabaseRegion } from './DatabaseRegion';
import { offerFieldSchema } from './offer-field';
import { DatabaseReview, databaseReviewSchema } from './DatabaseReview';
import {
  DatabaseSchemaSql,
  databaseSchemaSqlSchema,
  validateDatabaseSchemaSql,
} from './DatabaseSchemaSql';

/** The form fields as templates name them, for both frontend systems. */
export const databaseNameField = {
  name: 'DatabaseName',
  component: DatabaseName,
  validation: validateDatabaseName,
  schema: databaseNameSchema,
};

export const databasePlanField = {
  name: 'DatabasePlan',
  component: DatabasePlan,
  validation: validateDatabasePlan,
  schema: offerFieldSchema,
};

export const databasePlacementField = {
  name: 'DatabasePlacement',
  component: DatabasePlacement,
  validation: validateDatabasePlacement,
  schema: offerFieldSchema,
};

export const databaseRegionField = {
  name: 'DatabaseRegion',
  component: DatabaseRegion,
  validation: validateDatabaseRegion,
  schema: offerFieldSchema,
};

export const databaseSchemaSqlField = {
  name: 'DatabaseSchemaSql',
  component: DatabaseSchemaSql,
  validation: validateDatabaseSchemaSql,
  schema: databaseSchemaSqlSchema,
};

export const databaseReviewField = {
  name: 'DatabaseReview',
  component: DatabaseReview,
  schema: databaseReviewSchema,
};
