import {
  DatabaseName,
  databaseNameSchema,
  validateDatabaseName,
} from './DatabaseName';
import {
  DatabasePlan,
  databasePlanSchema,
  validateDatabasePlan,
} from './DatabasePlan';
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
  schema: databasePlanSchema,
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
