package io.pulsemetrics.generator.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class CsvBufferTest {
    private final CsvBuffer row = new CsvBuffer(1);

    private String text() {
        row.endRow();
        return new String(written(), StandardCharsets.UTF_8);
    }

    private byte[] written() {
        var out = new ByteArrayOutputStream();
        try {
            row.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    @Test
    void writes_numbers_and_amounts() {
        row.bigint(0)
                .bigint(1_234_567_890_123L)
                .hundredths(0)
                .hundredths(-2_900)
                .hundredths(2_417)
                .hundredths(-5);
        assertThat(text()).isEqualTo("0,1234567890123,0.00,-29.00,24.17,-0.05\n");
    }

    @Test
    void writes_instants_in_utc_with_milliseconds() {
        row.instant(Instant.parse("2024-02-29T03:04:05.007Z")).instant(Instant.parse("1969-12-31T23:59:59.999Z"));
        assertThat(text()).isEqualTo("2024-02-29T03:04:05.007Z,1969-12-31T23:59:59.999Z\n");
    }

    @Test
    void writes_dates_and_nulls() {
        row.date(LocalDate.of(2026, 1, 31))
                .none()
                .none()
                .date(LocalDate.of(2026, 2, 1))
                .none();
        assertThat(text()).isEqualTo("2026-01-31,,,2026-02-01,\n");
    }

    @Test
    void quotes_what_needs_quotes_and_nothing_else() {
        row.text("Zoë O'Hara")
                .text("Kuhn, Wiza")
                .text("say \"hi\"")
                .text("two\nlines")
                .text("");
        assertThat(text()).isEqualTo("Zoë O'Hara,\"Kuhn, Wiza\",\"say \"\"hi\"\"\",\"two\nlines\",\"\"\n");
    }

    @Test
    void grows_as_needed() {
        for (var i = 0; i < 1_000; i++) {
            row.text("abcdefghij").endRow();
        }
        assertThat(row.rows()).isEqualTo(1_000);
        assertThat(written()).hasSize(11_000);
    }
}
