package io.pulsemetrics.check;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import org.jooq.Field;

/**
 * What is shown and kept of the offending rows.
 *
 * @param columns shown beside the key
 * @param sampleRows how many rows the result shows at most
 * @param storedRows how many rows are kept in schema {@code pulse_audit} at most; 0 for none
 */
public record Evidence(ImmutableList<Field<?>> columns, int sampleRows, int storedRows) {
    static final Evidence KEYS = new Evidence(ImmutableList.of(), 5, 0);

    public Evidence {
        checkArgument(sampleRows >= 0 && storedRows >= 0, "a limit of rows is not negative");
    }
}
