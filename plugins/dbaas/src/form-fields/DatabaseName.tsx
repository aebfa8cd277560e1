import { useApi } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  makeFieldSchema,
  type CustomFieldValidator,
} from '@backstage/plugin-scaffolder-react';
import TextField from '@material-ui/core/TextField';
import { useState } from 'react';
import useDebounce from 'react-use/esm/useDebounce';
import { dbaasApiRef } from '../api/dbaas-api';
import { dbaasTranslationRef } from '../translation';
import { formValues, textValue } from './form-values';
import {
  checkAvailability,
  nameProblems,
  type Availability,
} from './name-availability';
import { translate } from './translate';

const TYPING_MS = 400;

export const databaseNameSchema = makeFieldSchema({
  output: z => z.string(),
  uiOptions: z =>
    z.object({
      namespace: z
        .string()
        .optional()
        .describe('Namespace to look in; by default the one of the form'),
      cluster: z
        .string()
        .optional()
        .describe('Cluster to look in; by default all of them'),
    }),
});

type Options = NonNullable<
  (typeof databaseNameSchema.type)['uiSchema']['ui:options']
>;

interface Place {
  namespace?: string;
  cluster?: string;
}

function placeOf(
  options: Options | undefined,
  values: Record<string, unknown>,
): Place {
  return {
    namespace: options?.namespace ?? textValue(values, 'namespace'),
    cluster: options?.cluster,
  };
}

/** Name of a new database service, with a look whether it is free while typing. */
export function DatabaseName(props: typeof databaseNameSchema.type) {
  const { formData = '', onChange, schema, uiSchema, idSchema } = props;
  const { rawErrors = [], required, disabled, formContext } = props;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const place = placeOf(uiSchema['ui:options'], formValues(formContext));
  const availability = useAvailability(formData, place);
  const problems = formData === '' ? [] : nameProblems(formData);
  // What the form says below the field already is not said twice.
  const unsaid = problems.filter(problem => !rawErrors.includes(problem));
  const namespace = place.namespace ?? '';
  const hint = () => {
    if (unsaid.length > 0) return unsaid.join(' ');
    if (availability === 'checking') return t('form.name.checking');
    switch (availability?.kind) {
      case 'free':
        return t('form.name.free', { name: formData, namespace });
      case 'taken':
        return t('form.name.taken', {
          name: formData,
          namespace,
          cluster: availability.cluster,
        });
      case 'unchecked':
        return t('form.name.unchecked');
      default:
        return schema.description ?? t('form.name.description');
    }
  };
  const taken = availability !== 'checking' && availability?.kind === 'taken';
  return (
    <TextField
      id={idSchema.$id}
      label={schema.title ?? t('form.name.title')}
      value={formData}
      onChange={({ target }) => onChange(target.value || undefined)}
      required={required}
      disabled={disabled}
      error={rawErrors.length > 0 || problems.length > 0 || taken}
      helperText={hint()}
      FormHelperTextProps={{ role: 'status' }}
      inputProps={{ autoComplete: 'off', spellCheck: false }}
      margin="normal"
      fullWidth
    />
  );
}

function useAvailability(
  name: string,
  { namespace, cluster }: Place,
): Availability | 'checking' | undefined {
  const api = useApi(dbaasApiRef);
  const [known, setKnown] = useState<{ key: string; value: Availability }>();
  const askable =
    namespace !== undefined && name !== '' && nameProblems(name).length === 0;
  const key = JSON.stringify([cluster, namespace, name]);
  useDebounce(
    async () => {
      if (!askable || known?.key === key) return;
      const value = await checkAvailability(api, { namespace, name, cluster });
      setKnown({ key, value });
    },
    TYPING_MS,
    [api, askable, key],
  );
  if (!askable) return undefined;
  return known?.key === key ? known.value : 'checking';
}

/** Refuses names that cannot be used or are in use. A failed look-up refuses nothing. */
export const validateDatabaseName: CustomFieldValidator<
  string,
  Options
> = async (name, validation, context) => {
  const problems = nameProblems(name ?? '');
  problems.forEach(problem => validation.addError(problem));
  const { namespace, cluster } = placeOf(
    context.uiSchema?.['ui:options'],
    context.formData,
  );
  const api = context.apiHolder.get(dbaasApiRef);
  if (problems.length > 0 || !namespace || !api) return;
  const availability = await checkAvailability(api, {
    namespace,
    name,
    cluster,
  });
  if (availability.kind === 'taken') {
    const t = await translate(context.apiHolder);
    validation.addError(
      t('form.name.taken', { name, namespace, cluster: availability.cluster }),
    );
  }
};
