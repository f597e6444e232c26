package {package};

import static {package}.DailySales.DAILY_SALES;
import static {package}.StgOrders.STG_ORDERS;

import io.pulsemetrics.cli.command.PulseCommand;
import io.pulsemetrics.project.Project;

/** The project and its command line. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(PulseCommand.of(() -> Project.of(STG_ORDERS, DAILY_SALES)).run(args));
    }
}
