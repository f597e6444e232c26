package io.pulsemetrics.lineage;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.lineage.Scope.RowSource;
import io.pulsemetrics.lineage.VisitedPart.Hidden;
import io.pulsemetrics.model.Parameter;
import io.pulsemetrics.model.ParameterField;
import io.pulsemetrics.model.RelationName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jooq.Asterisk;
import org.jooq.CommonTableExpression;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Named;
import org.jooq.QualifiedAsterisk;
import org.jooq.SQL;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.impl.QOM;
import org.jooq.impl.TableImpl;
import org.jspecify.annotations.Nullable;

/** Walks the visited parts of one query, SELECT by SELECT, and collects what it reads. Used once. */
final class Tracer {
    private final Set<RelationName> relations = new LinkedHashSet<>();
    private final Set<Origin> indirect = new LinkedHashSet<>();
    private final Set<Parameter<?>> parameters = new LinkedHashSet<>();
    private final List<String> opaque = new ArrayList<>();
    private final Set<String> strays = new LinkedHashSet<>();

    Lineage trace(VisitedPart query) {
        var columns = select(query, null);
        return new Lineage(
                columns,
                ImmutableSet.copyOf(relations),
                ImmutableSet.copyOf(indirect),
                ImmutableSet.copyOf(parameters),
                ImmutableList.copyOf(opaque),
                ImmutableSet.copyOf(strays));
    }

    /** The clauses of one SELECT, sorted by what they mean for lineage. */
    private static final class Clauses {
        private @Nullable VisitedPart fields;
        private final List<VisitedPart> from = new ArrayList<>();
        private final List<VisitedPart> set = new ArrayList<>();
        private final List<VisitedPart> rest = new ArrayList<>();
    }

    private ImmutableList<ColumnLineage> select(VisitedPart visited, @Nullable Scope outer) {
        var scope = new Scope(outer);
        var clauses = clauses(visited.select(), scope);
        clauses.from.forEach(part -> from(part, scope));
        var columns = new ArrayList<ColumnLineage>();
        if (clauses.fields != null) {
            clauses.fields.children().forEach(part -> field(part, scope, columns));
        } else if (!clauses.set.isEmpty()) {
            columns.addAll(select(clauses.set.removeFirst(), scope));
        }
        clauses.rest.forEach(part -> expression(part, scope, indirect));
        clauses.set.forEach(part -> combine(columns, select(part, scope)));
        return ImmutableList.copyOf(columns);
    }

    private Clauses clauses(VisitedPart select, Scope scope) {
        var clauses = new Clauses();
        for (var child : select.children()) {
            switch (child.part()) {
                case QOM.With ignored -> with(child, scope);
                case Select<?> ignored -> clauses.set.add(child);
                case null, default -> {
                    if (child.is(Hidden.SELECT_FIELD_LIST)) {
                        clauses.fields = child;
                    } else if (child.is(Hidden.TABLE_LIST)) {
                        clauses.from.add(child);
                    } else {
                        clauses.rest.add(child);
                    }
                }
            }
        }
        return clauses;
    }

    /** UNION and its like: column by column, in order. */
    private static void combine(List<ColumnLineage> columns, List<ColumnLineage> branch) {
        for (int i = 0; i < Math.min(columns.size(), branch.size()); i++) {
            var left = columns.get(i);
            var right = branch.get(i);
            var origins = ImmutableSet.<Origin>builder()
                    .addAll(left.origins())
                    .addAll(right.origins())
                    .build();
            columns.set(i, new ColumnLineage(left.name(), origins, left.opaque() || right.opaque()));
        }
    }

    private void field(VisitedPart part, Scope scope, List<ColumnLineage> into) {
        switch (part.part()) {
            case Asterisk ignored -> scope.own().forEach(source -> all(source, into));
            case QualifiedAsterisk asterisk -> all(scope.find(asterisk.qualifier()), into);
            case null, default -> {
                int before = opaque.size();
                var origins = new LinkedHashSet<Origin>();
                boolean computed = expression(part, scope, origins);
                var name = part.part() instanceof Named named ? named.getName() : "";
                into.add(new ColumnLineage(name, ImmutableSet.copyOf(origins), computed || opaque.size() > before));
            }
        }
    }

    private static void all(@Nullable RowSource source, List<ColumnLineage> into) {
        switch (source) {
            case RowSource.Derived derived -> into.addAll(derived.columns());
            case RowSource.Stored stored -> {
                for (Field<?> field : stored.table().fields()) {
                    var origin = new Origin(stored.name(), field.getName());
                    into.add(new ColumnLineage(field.getName(), ImmutableSet.of(origin), false));
                }
            }
            case RowSource.Computed computed -> into.add(new ColumnLineage("*", computed.origins(), true));
            case null -> {}
        }
    }

    private void with(VisitedPart with, Scope scope) {
        for (var list : with.children()) {
            for (var child : list.children()) {
                if (child.part() instanceof CommonTableExpression<?> expression) {
                    commonTable(child, expression, scope);
                }
            }
        }
    }

    private void commonTable(VisitedPart part, CommonTableExpression<?> expression, Scope scope) {
        // While it is being read, a recursive reference to itself adds nothing new.
        scope.declareExpression(expression.getName(), new RowSource.Computed(ImmutableSet.of(), false));
        var query = part.children().stream()
                .filter(child -> child.part() instanceof Select<?>)
                .findFirst();
        if (query.isEmpty()) {
            return;
        }
        var columns = select(query.get(), scope);
        var list = expression.$derivedColumnList();
        var names = list == null ? List.<Name>of() : list.$columnNames();
        var named = ImmutableList.<ColumnLineage>builder();
        for (int i = 0; i < columns.size(); i++) {
            var column = columns.get(i);
            named.add(
                    i < names.size()
                            ? new ColumnLineage(String.valueOf(names.get(i).last()), column.origins(), column.opaque())
                            : column);
        }
        scope.declareExpression(expression.getName(), new RowSource.Derived(named.build()));
    }

    private void from(VisitedPart part, Scope scope) {
        if (part.part() instanceof Condition) {
            expression(part, scope, indirect);
        } else if (part.part() instanceof Table<?> table
                && part.declaresTables()
                && !(table instanceof QOM.JoinTable<?, ?>)) {
            scope.declare(table, source(part, scope));
        } else {
            part.children().forEach(child -> from(child, scope));
        }
    }

    private RowSource source(VisitedPart part, Scope scope) {
        return switch (part.part()) {
            case Select<?> ignored -> new RowSource.Derived(select(part, scope));
            case CommonTableExpression<?> expression -> commonTable(expression.getName(), scope);
            case TableImpl<?> table
            when part.children().stream().noneMatch(child -> child.is(Hidden.ALIAS)) -> stored(table, scope);
            case SQL sql -> {
                opaque.add(sql.toString());
                yield new RowSource.Computed(origins(part, scope), true);
            }
            case QOM.GenerateSeries<?> ignored -> new RowSource.Computed(origins(part, scope), false);
            case QOM.Values<?> ignored -> new RowSource.Computed(origins(part, scope), false);
            case null, default -> wrapped(part, scope);
        };
    }

    private RowSource stored(TableImpl<?> table, Scope scope) {
        if (table.getSchema() == null) {
            return commonTable(table.getName(), scope);
        }
        var name = RelationName.of(table);
        relations.add(name);
        return new RowSource.Stored(name, table);
    }

    private RowSource commonTable(String name, Scope scope) {
        var found = scope.findExpression(name);
        if (found == null) {
            opaque.add(name);
            return new RowSource.Computed(ImmutableSet.of(), true);
        }
        return found;
    }

    /** Aliases, LATERAL and derived tables wrap the one part that tells. */
    private RowSource wrapped(VisitedPart part, Scope scope) {
        for (var child : part.children()) {
            if (child.part() instanceof Select<?>
                    || child.part() instanceof Table<?>
                    || child.part() instanceof SQL
                    || child.is(Hidden.ALIAS)) {
                return source(child, scope);
            }
        }
        return new RowSource.Computed(origins(part, scope), false);
    }

    private ImmutableSet<Origin> origins(VisitedPart part, Scope scope) {
        var origins = new LinkedHashSet<Origin>();
        expression(part, scope, origins);
        return ImmutableSet.copyOf(origins);
    }

    /** Adds the origins of an expression; true if a column it reads is itself opaque. */
    private boolean expression(VisitedPart part, Scope scope, Set<Origin> into) {
        switch (part.part()) {
            case Select<?> ignored -> {
                boolean any = false;
                for (var column : select(part, scope)) {
                    into.addAll(column.origins());
                    any |= column.opaque();
                }
                return any;
            }
            case TableField<?, ?> field
            when field.getTable() != null -> {
                return column(field.getTable(), field.getName(), scope, into);
            }
            case TableField<?, ?> field -> opaque.add(field.getName());
            case ParameterField<?> field -> parameters.add(field.parameter());
            case SQL sql when sql.toString().chars().anyMatch(Character::isLetter) -> opaque.add(sql.toString());
            case null, default -> {}
        }
        boolean any = false;
        for (var child : part.children()) {
            any |= expression(child, scope, into);
        }
        return any;
    }

    private boolean column(Table<?> table, String name, Scope scope, Set<Origin> into) {
        switch (scope.find(table)) {
            case RowSource.Stored stored -> into.add(new Origin(stored.name(), name));
            case RowSource.Derived derived -> {
                for (var column : derived.columns()) {
                    if (column.name().equals(name)) {
                        into.addAll(column.origins());
                        return column.opaque();
                    }
                }
                strays.add(table.getName() + "." + name);
            }
            case RowSource.Computed computed -> {
                into.addAll(computed.origins());
                return computed.opaque();
            }
            case null -> strays.add(table.getName() + "." + name);
        }
        return false;
    }
}
