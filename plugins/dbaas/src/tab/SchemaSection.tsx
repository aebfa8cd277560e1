import { Link } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { SchemaFacts } from '@backstage-dbaas/plugin-dbaas-common';
import Typography from '@material-ui/core/Typography';
import { DataRow, DataTable } from '../components/DataTable';
import { StateLabel } from '../components/StateLabel';
import { Time } from '../components/Time';
import { dbaasTranslationRef } from '../translation';
import { Section } from './Section';

/** Which schema is live in each database, and what waits for an approval. */
export function SchemaSection(props: { schemas: readonly SchemaFacts[] }) {
  const { schemas } = props;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const columns = (
    ['database', 'mode', 'version', 'applied', 'state'] as const
  ).map(id => ({ id, title: t(`schema.${id}`) }));
  return (
    <Section id="schema" title={t('tab.schema')}>
      {schemas.length === 0 ? (
        <Typography>{t('schema.none')}</Typography>
      ) : (
        <DataTable caption={t('schema.caption')} columns={columns}>
          {schemas.map(schema => (
            <DataRow
              key={schema.database}
              columns={columns}
              cells={{
                database: schema.database,
                mode: t(`schema.${schema.mode}`),
                version: schema.version ? (
                  <code>{schema.version}</code>
                ) : (
                  t('schema.notApplied')
                ),
                applied: schema.appliedAt ? (
                  <Time at={schema.appliedAt} as="ago" />
                ) : (
                  t('schema.notApplied')
                ),
                state: <SchemaState schema={schema} />,
              }}
            />
          ))}
        </DataTable>
      )}
    </Section>
  );
}

function SchemaState({ schema }: { schema: SchemaFacts }) {
  const { t } = useTranslationRef(dbaasTranslationRef);
  return (
    <>
      <StateLabel state={schema.state} />
      {schema.approvalUrl && (
        <div>
          <Link to={schema.approvalUrl}>
            {t('schema.approve', { database: schema.database })}
          </Link>
        </div>
      )}
    </>
  );
}
