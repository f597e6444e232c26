package io.pulsemetrics.artifact;

import static java.util.Objects.requireNonNull;

import io.pulsemetrics.model.RelationName;

/**
 * What jobs and datasets are called in OpenLineage events.
 *
 * @param jobs the namespace of the models' jobs, such as the project's name
 * @param server where the datasets are: {@code postgres://host:5432}; without user and password
 * @param database the name of the database
 */
public record LineageNames(String jobs, String server, String database) {
    public LineageNames {
        requireNonNull(jobs);
        requireNonNull(database);
        if (!server.matches("postgres://[^@/]+:\\d+")) {
            throw new IllegalArgumentException("a server is named as postgres://host:5432, and nothing else");
        }
    }

    /** {@code shop.marts.fct_daily_sales} */
    String dataset(RelationName relation) {
        return database + "." + relation;
    }

    /** {@code marts.fct_daily_sales} */
    String job(RelationName model) {
        return model.toString();
    }
}
