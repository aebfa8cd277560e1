import { parseEntityRef } from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  serviceStateSchema,
  type DatabaseServiceList,
} from '@backstage-dbaas/plugin-dbaas-common';
import TextField from '@material-ui/core/TextField';
import { makeStyles } from '@material-ui/core/styles';
import { useState } from 'react';
import useDebounce from 'react-use/esm/useDebounce';
import { dbaasTranslationRef } from '../translation';
import type { FleetFilter } from './fleet-filter';

const TYPING_MS = 300;

const useStyles = makeStyles(
  theme => ({
    root: {
      display: 'grid',
      gridTemplateColumns: 'repeat(auto-fit, minmax(10rem, 1fr))',
      gap: theme.spacing(2),
      marginBottom: theme.spacing(2),
    },
  }),
  { name: 'DbaasFleetFilters' },
);

/** Narrows the list down. Choices are those that there are, with how many each has. */
export function FleetFilters(props: {
  filter: FleetFilter;
  facets: DatabaseServiceList['facets'];
  onChange: (change: Partial<FleetFilter>) => void;
}) {
  const { filter, facets, onChange } = props;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  const [text, setText] = useState(filter.text);
  useDebounce(
    () => {
      if (text !== filter.text) onChange({ text });
    },
    TYPING_MS,
    [text],
  );
  const stateWord = (value: string) => {
    const state = serviceStateSchema.safeParse(value);
    return state.success ? t(`state.${state.data}`) : value;
  };
  return (
    <div className={classes.root} role="search">
      <TextField
        id="dbaas-fleet-text"
        label={t('fleet.search')}
        variant="outlined"
        size="small"
        type="search"
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <Choice
        field="state"
        value={filter.state}
        counts={facets?.state}
        wordOf={stateWord}
        onChange={onChange}
      />
      <Choice
        field="cluster"
        value={filter.cluster}
        counts={facets?.cluster}
        wordOf={value => value}
        onChange={onChange}
      />
      <Choice
        field="owner"
        value={filter.owner}
        counts={facets?.owner}
        wordOf={value => parseEntityRef(value).name}
        onChange={onChange}
      />
    </div>
  );
}

function Choice(props: {
  field: 'state' | 'cluster' | 'owner';
  value: string;
  counts?: Record<string, number>;
  wordOf: (value: string) => string;
  onChange: (change: Partial<FleetFilter>) => void;
}) {
  const { field, value, counts = {}, wordOf, onChange } = props;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const values = [...new Set([...Object.keys(counts), value])]
    .filter(one => one !== '')
    .sort();
  return (
    <TextField
      select
      id={`dbaas-fleet-${field}`}
      label={t(`fleet.${field}`)}
      variant="outlined"
      size="small"
      value={value}
      onChange={({ target }) => onChange({ [field]: target.value })}
      SelectProps={{ native: true }}
      InputLabelProps={{ shrink: true }}
    >
      <option value="">{t('fleet.all')}</option>
      {values.map(one => (
        <option key={one} value={one}>
          {wordOf(one)} ({counts[one] ?? 0})
        </option>
      ))}
    </TextField>
  );
}
