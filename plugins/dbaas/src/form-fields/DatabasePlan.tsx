import { configApiRef, useApi } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { findPlan, type Plan } from '@backstage-dbaas/plugin-dbaas-common';
import {
  makeFieldSchema,
  type CustomFieldValidator,
} from '@backstage/plugin-scaffolder-react';
import FormControl from '@material-ui/core/FormControl';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import FormHelperText from '@material-ui/core/FormHelperText';
import FormLabel from '@material-ui/core/FormLabel';
import Radio from '@material-ui/core/Radio';
import RadioGroup from '@material-ui/core/RadioGroup';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import { dbaasTranslationRef } from '../translation';
import { readPlanCatalogue } from './plan-catalogue';
import { translate } from './translate';

export const databasePlanSchema = makeFieldSchema({ output: z => z.string() });

const useStyles = makeStyles(
  theme => ({
    plans: {
      display: 'grid',
      gridTemplateColumns: 'repeat(auto-fit, minmax(14rem, 1fr))',
      gap: theme.spacing(2),
      marginTop: theme.spacing(1),
    },
    plan: {
      alignItems: 'flex-start',
      margin: 0,
      padding: theme.spacing(1),
      border: `1px solid ${theme.palette.divider}`,
      borderRadius: theme.shape.borderRadius,
    },
    chosen: { borderColor: theme.palette.primary.main },
  }),
  { name: 'DbaasDatabasePlan' },
);

/** The plans that the platform team offers, side by side. */
export function DatabasePlan(props: typeof databasePlanSchema.type) {
  const { formData, onChange, schema, idSchema } = props;
  const { rawErrors = [], required, disabled } = props;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  const catalogue = readPlanCatalogue(useApi(configApiRef));
  if (!catalogue.ok) {
    return (
      <Alert severity="error">
        {t('form.plan.badConfig', { reason: catalogue.reason })}
      </Alert>
    );
  }
  const { plans } = catalogue;
  const labelId = `${idSchema.$id}-label`;
  return (
    <FormControl
      component="fieldset"
      margin="normal"
      fullWidth
      required={required}
      disabled={disabled}
      error={rawErrors.length > 0}
    >
      <FormLabel component="legend" id={labelId}>
        {schema.title ?? t('form.plan.title')}
      </FormLabel>
      <FormHelperText>
        {schema.description ?? t('form.plan.description')}
      </FormHelperText>
      <RadioGroup
        name={idSchema.$id}
        aria-labelledby={labelId}
        className={classes.plans}
        value={formData ?? ''}
        onChange={(_event, value) => onChange(value)}
      >
        {plans.map(plan => (
          <FormControlLabel
            key={plan.name}
            value={plan.name}
            control={<Radio color="primary" />}
            className={`${classes.plan} ${
              plan.name === formData ? classes.chosen : ''
            }`}
            label={<PlanText plan={plan} />}
          />
        ))}
      </RadioGroup>
      {formData && !findPlan(plans, formData) && (
        <FormHelperText error role="alert">
          {t('form.plan.unknown', { plan: formData })}
        </FormHelperText>
      )}
    </FormControl>
  );
}

function PlanText({ plan }: { plan: Plan }) {
  const { t } = useTranslationRef(dbaasTranslationRef);
  const { cpu, memory, storageGB } = plan;
  const lines = [
    plan.description,
    t('form.plan.specs', { cpu, memory, storage: storageGB }),
    t('form.plan.connections', { connections: plan.maxConnections }),
    t('form.plan.standby', {
      single: t('card.instances', { count: plan.instances }),
      available: t('card.instances', { count: plan.highlyAvailableInstances }),
    }),
  ].filter(Boolean);
  return (
    <>
      <Typography variant="subtitle1" component="span" display="block">
        {plan.title}
      </Typography>
      {lines.map(line => (
        <Typography
          key={line}
          variant="body2"
          color="textSecondary"
          component="span"
          display="block"
        >
          {line}
        </Typography>
      ))}
    </>
  );
}

/** Refuses plans that are not on offer. */
export const validateDatabasePlan: CustomFieldValidator<string> = async (
  name,
  validation,
  { apiHolder },
) => {
  const config = apiHolder.get(configApiRef);
  if (!config) return;
  const catalogue = readPlanCatalogue(config);
  const t = await translate(apiHolder);
  if (!catalogue.ok) {
    validation.addError(t('form.plan.badConfig', { reason: catalogue.reason }));
  } else if (!findPlan(catalogue.plans, name)) {
    validation.addError(t('form.plan.unknown', { plan: name }));
  }
};
