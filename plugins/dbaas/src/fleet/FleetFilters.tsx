import { parseEntityRef } from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  layerSchema,
  SERVICE_SORTS,
  serviceStateSchema,
  type DatabaseServiceList,
  type ServiceSort,
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
      gridTemplateColumns: 'repeat(auto-fit, minmax(12rem, 1fr))',
      gap: theme.spacing(2),
      marginBottom: theme.spacing(2),
    },
    search: { [theme.breakpoints.up('sm')]: { gridColumn: 'span 2' } },
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
  const layerWord = (value: string) => {
    const layer = layerSchema.safeParse(value);
    return layer.success ? t(`layer.${layer.data}`) : value;
  };
  return (
    <div className={classes.root} role="search">
      <TextField
        id="dbaas-fleet-text"
        className={classes.search}
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
        field="layer"
        value={filter.layer}
        counts={facets?.layer}
        wordOf={layerWord}
        onChange={onChange}
      />
      <Choice
        field="owner"
        value={filter.owner}
        counts={facets?.owner}
        wordOf={ownerName}
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
        field="placement"
        value={filter.placement}
        counts={facets?.placement}
        wordOf={value => value}
        onChange={onChange}
      />
      <SortChoice value={filter.sort} onChange={onChange} />
    </div>
  );
}

function Choice(props: {
  field: 'state' | 'layer' | 'cluster' | 'owner' | 'placement';
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

/** Words of the orders, by the end of their key in the translations. */
const SORT_WORDS = {
  severity: 'severity',
  name: 'name',
  '-name': 'nameDown',
  since: 'since',
  '-since': 'sinceDown',
} as const satisfies Record<ServiceSort, string>;

function SortChoice(props: {
  value: FleetFilter['sort'];
  onChange: (change: Partial<FleetFilter>) => void;
}) {
  const { t } = useTranslationRef(dbaasTranslationRef);
  const [usual] = SERVICE_SORTS;
  return (
    <TextField
      select
      id="dbaas-fleet-sort"
      label={t('fleet.sort')}
      variant="outlined"
      size="small"
      value={props.value || usual}
      onChange={({ target }) => {
        const sort = SERVICE_SORTS.find(one => one === target.value) ?? usual;
        props.onChange({ sort: sort === usual ? '' : sort });
      }}
      SelectProps={{ native: true }}
      InputLabelProps={{ shrink: true }}
    >
      {SERVICE_SORTS.map(sort => (
        <option key={sort} value={sort}>
          {t(`fleet.sortBy.${SORT_WORDS[sort]}`)}
        </option>
      ))}
    </TextField>
  );
}

/** An owner comes from an address too, where anything may stand. */
function ownerName(value: string): string {
  return /^[^:/]+:[^:/]+\/[^:/]+$/.test(value)
    ? parseEntityRef(value).name
    : value;
}
