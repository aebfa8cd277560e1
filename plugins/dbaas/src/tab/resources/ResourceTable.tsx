import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ResourceNode } from '@backstage-dbaas/plugin-dbaas-common';
import Button from '@material-ui/core/Button';
import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { Fragment } from 'react';
import { DataRow, DataTable } from '../../components/DataTable';
import { StateLabel } from '../../components/StateLabel';
import { Time } from '../../components/Time';
import { resourceGroups, resourceId } from '../../presentation/resource-tree';
import { dbaasTranslationRef } from '../../translation';

const useStyles = makeStyles(
  theme => ({
    group: { backgroundColor: theme.palette.background.default },
    // A class per depth: deeper than this is not worth more indentation.
    depth0: {},
    depth1: { paddingLeft: theme.spacing(2) },
    depth2: { paddingLeft: theme.spacing(4) },
    depth3: { paddingLeft: theme.spacing(6) },
  }),
  { name: 'DbaasResources' },
);

/** Resources by layer, children below their parents, each with a way to its details. */
export function ResourceTable(props: {
  caption: string;
  resources: readonly ResourceNode[];
  onOpen: (node: ResourceNode) => void;
}) {
  const { caption, resources, onOpen } = props;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  const columns = (
    ['resource', 'cluster', 'state', 'reason', 'since', 'details'] as const
  ).map(id => ({ id, title: t(`built.${id}`) }));
  return (
    <DataTable caption={caption} columns={columns}>
      {resourceGroups(resources).map(({ layer, rows }) => (
        <Fragment key={layer}>
          <TableRow className={classes.group}>
            <TableCell component="th" scope="rowgroup" colSpan={columns.length}>
              <Typography variant="subtitle2" component="span">
                {t(`layer.${layer}`)}
              </Typography>
            </TableCell>
          </TableRow>
          {rows.map(({ node, depth }) => (
            <DataRow
              key={resourceId(node)}
              columns={columns}
              cells={{
                resource: <ResourceName node={node} depth={depth} />,
                cluster: node.ref.cluster,
                state: <StateLabel state={node.state} />,
                reason: <Reason node={node} />,
                since: node.since && <Time at={node.since} as="ago" />,
                details: <DetailsButton node={node} onOpen={onOpen} />,
              }}
            />
          ))}
        </Fragment>
      ))}
    </DataTable>
  );
}

function ResourceName(props: { node: ResourceNode; depth: number }) {
  const { kind, namespace, name } = props.node.ref;
  const classes = useStyles();
  const indent = [classes.depth0, classes.depth1, classes.depth2][props.depth];
  return (
    <div className={indent ?? classes.depth3}>
      {kind}
      <Typography variant="caption" color="textSecondary" component="div">
        {[namespace, name].filter(Boolean).join('/')}
      </Typography>
    </div>
  );
}

function Reason({ node }: { node: ResourceNode }) {
  const { t } = useTranslationRef(dbaasTranslationRef);
  const { sentence, reason, observedByController } = node;
  const notes = [reason, observedByController && t('built.observed')].filter(
    Boolean,
  );
  return (
    <>
      {sentence}
      <Typography variant="caption" color="textSecondary" component="div">
        {notes.join(' · ')}
      </Typography>
    </>
  );
}

function DetailsButton(props: {
  node: ResourceNode;
  onOpen: (node: ResourceNode) => void;
}) {
  const { node, onOpen } = props;
  const { kind, name } = node.ref;
  const { t } = useTranslationRef(dbaasTranslationRef);
  return (
    <Button
      size="small"
      color="primary"
      aria-haspopup="dialog"
      aria-label={t('built.detailsOf', { kind, name })}
      onClick={() => onOpen(node)}
    >
      {t('built.details')}
    </Button>
  );
}
