package {package};

import static {package}.FctDailySales.FCT_DAILY_SALES;
import static {package}.StgOrders.STG_ORDERS;

import io.pulsemetrics.cli.command.PulseCommand;
import io.pulsemetrics.devkit.EmbeddedDatabase;
import io.pulsemetrics.project.Project;

/** The project and its command line. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(PulseCommand.of(() -> Project.of(STG_ORDERS, FCT_DAILY_SALES))
                .launchedBy("./pulse")
                .withLocalDatabase(() -> EmbeddedDatabase.migratedBy("classpath:db/migration"))
                .run(args));
    }
}
