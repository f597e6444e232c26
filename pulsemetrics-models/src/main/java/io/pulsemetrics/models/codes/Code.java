package io.pulsemetrics.models.codes;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.Locale;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** A value of a closed set, which the warehouse writes as the constant's name in lower case. Implemented by enums. */
public interface Code {
    /** The constant's name. */
    String name();

    /** As the warehouse writes it: {@code paid_search}. */
    default String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The code as a literal of a query. */
    default Field<String> literal() {
        return DSL.inline(code(), SQLDataType.CLOB);
    }

    /** The codes of the whole set, in its order. */
    static <E extends Enum<E> & Code> ImmutableList<String> all(Class<E> set) {
        return Arrays.stream(set.getEnumConstants()).map(Code::code).collect(ImmutableList.toImmutableList());
    }
}
